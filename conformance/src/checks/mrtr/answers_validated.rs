use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::answers::{ANSWERS, ILL_FORMED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.answers-validated",
    requirements: &["MRTR-RESPONSES-VALIDATED"],
    summary: "an answer that is none does not complete a call",
    severity: Severity::Medium,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Hold each answer against the result that its question has, and refuse another with -32602 or ask again.",
    classes: &["CWE-20", "CWE-1287"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-with-ill-formed-answer | 400 | error -32602"#,
        ),
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-with-ill-formed-answer | 200 | {"id":1,"result":{"resultType":"input_required"}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-with-ill-formed-answer | 200 | ok"#,
            "completed a call whose question got an answer that is none",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::answered_well(seen)?;
    seen.reply(ILL_FORMED)?;
    for reply in seen.exchanges(ILL_FORMED) {
        reply.advise(super::outcome(&reply)? != Outcome::Completed, || {
            "completed a call whose question got an answer that is none".to_owned()
        })?;
    }
    Ok(())
}
