use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::STRIPPED;
use crate::probes::mrtr::states::STATES;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-stripped",
    requirements: &["MRTR-STATE-STRIPPED"],
    summary: "answers do not complete a call whose requestState was dropped",
    severity: Severity::Medium,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Where a flow has a requestState, ask anew when the answers come without it.",
    classes: &["CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 200 | ok
"#,
            "completed a call without the requestState that came with the question",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    let reply = seen.reply(STRIPPED)?;
    // A stateless tool may do so, hence a warning.
    reply.advise(super::outcome(&reply)? != Outcome::Completed, || {
        "completed a call without the requestState that came with the question".to_owned()
    })
}
