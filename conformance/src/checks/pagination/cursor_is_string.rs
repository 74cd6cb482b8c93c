use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, ALL_LISTS, LISTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "pagination.cursor-is-string",
    requirements: &["PAGE-CURSOR-STRING"],
    summary: "nextCursor is a string, or absent",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Leave nextCursor out of the last page; null is no cursor.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[],"nextCursor":"b"}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[],"nextCursor":null}}"#,
            "the nextCursor of tools/list is no string",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut looked_at = 0;
    for list in ALL_LISTS {
        for (reply, page) in super::pages(seen, list) {
            looked_at += 1;
            let string = page.get("nextCursor").is_none_or(serde_json::Value::is_string);
            reply.require(string, || {
                format!("the nextCursor of {} is no string", list.method)
            })?;
        }
    }
    if looked_at == 0 {
        return Err(Verdict::not_applicable("no list is served"));
    }
    Ok(())
}
