use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::resumed_calls::{RESUME_TWO, RESUMED_CALLS, TWO, WORK};
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "resumption.ends-after-response",
    requirements: &["RESUME-ENDS-AFTER-RESPONSE"],
    summary: "a resumed stream ends after the response that it was resumed for",
    severity: Severity::Low,
    probe: &RESUMED_CALLS,
    needs: &[],
    judge,
    remedy: "End a resumed stream where the first connection of it would have ended: after the response.",
    classes: &["CWE-400"],
    examples: &[
        passes(
            r#"work | 200 | ok
            first-of-two | 200 | block id: a1\ndata: {"id":"s1","method":"roots/list"}
            resume-first-of-two | no id | 200 | block id: a2\ndata: {"id":1,"result":{}}"#,
        ),
        fails(
            r#"work | 200 | ok
            first-of-two | 200 | block id: a1\ndata: {"id":"s1","method":"roots/list"}
            resume-first-of-two | no id | 200 | block id: a2\ndata: {"id":1,"result":{}} | left"#,
            "a resumed stream stayed open after its response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let mut looked = false;
    for (call, resumed) in TWO.iter().zip(RESUME_TWO) {
        let (Ok(call), Ok(resumed)) = (seen.exchange(call), seen.exchange(resumed)) else {
            continue;
        };
        if super::answers(&resumed, &call.id.clone().unwrap_or_default()) {
            looked = true;
            resumed.require(resumed.end != Some(End::Left), || {
                "a resumed stream stayed open after its response".to_owned()
            })?;
        }
    }
    if looked {
        return Ok(());
    }
    Err(Verdict::not_applicable(
        "the target does not let running calls be resumed",
    ))
}
