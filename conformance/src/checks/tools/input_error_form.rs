use crate::check::Verdict;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::{BROKEN, TOOLS, WORK};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.input-error-form",
    requirements: &["TOOLS-INPUT-ERROR-FORM"],
    summary: "wrong arguments are reported in the result, where a model can read it",
    severity: Severity::Low,
    probe: &TOOLS,
    needs: &[],
    judge,
    remedy: "Answer arguments that break the schema with a result whose `isError` is true, not with an error of the protocol.",
    classes: &[],
    examples: &[
        passes(
            r#"work | 200 | ok
            broken-type | 200 | {"id":1,"result":{"content":[],"isError":true}}
            work | 200 | ok"#,
        ),
        fails(
            "work | 200 | ok
            broken-required | 200 | error -32602
            work | 200 | ok",
            "answered 200 with error -32602 to a call whose arguments break \"required\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let mut reported = false;
    for reply in seen.all_exchanges() {
        let Some(keyword) = reply.label.strip_prefix(BROKEN) else {
            continue;
        };
        reply.answered()?;
        reply.advise(reply.error_code().is_none(), || {
            let what = format!("a call whose arguments break {keyword:?}");
            format!("answered {} to {what}", reply.describe())
        })?;
        // Arguments that the tool takes after all show nothing here.
        reported |= reply.is_served() && !reply.is_done();
    }
    if reported {
        Ok(())
    } else {
        Err(Verdict::not_applicable("no wrong argument was reported"))
    }
}
