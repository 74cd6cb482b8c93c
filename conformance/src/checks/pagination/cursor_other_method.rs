use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::{ALIVE, LISTS, OF_ANOTHER_LIST};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "pagination.cursor-other-method",
    requirements: &["PAGE-CURSOR-OTHER-METHOD"],
    summary: "a cursor of one list is refused by another",
    severity: Severity::Low,
    probe: &LISTS,
    needs: &[],
    judge,
    remedy: "Bind a cursor to the list that it was issued for.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}
            cursor-of-another-list | 200 | error -32602"#,
        ),
        fails(
            r#"alive | 200 | ok
            tools-list | 200 | {"id":1,"result":{"tools":[{"name":"a"}],"nextCursor":"x"}}
            cursor-of-another-list | 200 | ok"#,
            "a list answered 200 with a result to a cursor of another list",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut tried = 0;
    for reply in seen.exchanges(OF_ANOTHER_LIST) {
        reply.answered()?;
        tried += 1;
        reply.advise(!reply.is_served(), || {
            let method = reply.sent_method().unwrap_or_else(|| "a list".to_owned());
            format!(
                "{method} answered {} to a cursor of another list",
                reply.describe()
            )
        })?;
    }
    if tried == 0 {
        return Err(Verdict::not_applicable(
            "no list comes in pages beside another list",
        ));
    }
    Ok(())
}
