use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::mrtr::{answered_well, outcome, says_as_answered};
use crate::jsonrpc::INTERNAL_ERROR;
use crate::probes::mrtr::answers::{ANSWERS, SAYS_NO, SAYS_NO_WITH_CONTENT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.refusal-handled",
    requirements: &["ELIC-DECLINE-CANCEL-HANDLED"],
    summary: "a form that is declined or cancelled is neither a failure nor a consent",
    severity: Severity::High,
    probe: &ANSWERS,
    needs: &[],
    judge,
    remedy: "Treat decline and cancel as answers of their own, and read the content of an accepted form only.",
    classes: &["CWE-636", "CWE-755"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-declined | 200 | {"id":1,"result":{"content":["no"]}}
retry-declined-with-content | 200 | {"id":1,"result":{"content":["no"]}}
retry-cancelled | 200 | {"id":1,"result":{"content":["no"]}}
retry-cancelled-with-content | 200 | {"id":1,"result":{"content":["no"]}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-declined | 200 | {"id":1,"result":{"content":["no"]}}
retry-declined-with-content | 200 | {"id":1,"result":{"content":["yes"]}}"#,
            "a form that was declined counts as accepted because of the content beside it",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"method":"elicitation/create"}}}}
retry | 200 | {"id":1,"result":{"content":["yes"]}}
retry-declined | 200 | {"id":1,"result":{"content":["no"]}}
retry-declined-with-content | 200 | ok
retry-cancelled | 400 | error -32603"#,
            "answered 400 with error -32603 to a form that was cancelled",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    answered_well(seen)?;
    if seen.exchange(SAYS_NO[0]).is_err() {
        return Err(super::super::absent(seen, "the tool does not begin with a form"));
    }
    for ((bare, with_content), word) in SAYS_NO
        .iter()
        .zip(SAYS_NO_WITH_CONTENT)
        .zip(["declined", "cancelled"])
    {
        let handled = |label: &str| {
            let reply = seen.reply(label)?;
            outcome(&reply)?;
            reply.require(reply.error_code() != Some(INTERNAL_ERROR), || {
                format!("answered {} to a form that was {word}", reply.describe())
            })?;
            Ok(reply)
        };
        let bare = handled(bare)?;
        let full = handled(with_content)?;
        // A tool that says the same whatever it is told shows nothing.
        let counts = says_as_answered(seen, &full) && !says_as_answered(seen, &bare);
        full.require(!counts, || {
            format!("a form that was {word} counts as accepted because of the content beside it")
        })?;
    }
    Ok(())
}
