use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, LISTS, NOT_A_STRING};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "pagination.cursor-type",
    requirements: &["PAGE-CURSOR-TYPE"],
    summary: "a cursor that is no string is refused",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Answer -32602 to a cursor that is no string.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}
            cursor-not-a-string | 200 | error -32602"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}
            cursor-not-a-string | 200 | ok"#,
            "answered 200 with a result to a cursor that is no string",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut tried = 0;
    for reply in seen.exchanges(NOT_A_STRING) {
        reply.answered()?;
        tried += 1;
        reply.advise(!reply.is_served(), || {
            format!("answered {} to a cursor that is no string", reply.describe())
        })?;
    }
    if tried == 0 {
        return Err(Verdict::not_applicable("no list comes in pages"));
    }
    Ok(())
}
