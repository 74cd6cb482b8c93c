use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::disturbed::{CANCEL, CANCELLED, DISTURBED_CALLS, UNDISTURBED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "cancellation.cancelled-unanswered",
    requirements: &["CANCEL-NO-RESPONSE"],
    summary: "a call that is cancelled while it waits for its client gets no response",
    severity: Severity::Low,
    probe: &DISTURBED_CALLS,
    needs: &[],
    judge,
    remedy: "Drop what a cancelled request was to be answered with, errors included.",
    classes: &[],
    examples: &[
        passes(
            r#"undisturbed | 200 | ok
            cancelled-call | 200 | event {"id":"s1","method":"roots/list"}
            cancel | no id | 202"#,
        ),
        fails(
            r#"undisturbed | 200 | ok
            cancelled-call | 200 | event {"id":"s1","method":"roots/list"} | event {"id":1,"error":{"code":-32603,"message":"cancelled"}}
            cancel | no id | 202"#,
            "a cancelled call got a response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(UNDISTURBED)?;
    let cancel = seen.reply(CANCEL)?;
    if !cancel.is_success() {
        return Err(crate::check::Verdict::inconclusive(format!(
            "the cancellation got {}",
            cancel.describe()
        )));
    }
    let call = seen.exchange(CANCELLED)?;
    call.require(call.response().is_none(), || {
        "a cancelled call got a response".to_owned()
    })
}
