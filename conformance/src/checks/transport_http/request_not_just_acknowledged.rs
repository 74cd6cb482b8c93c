use super::is_success;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.request-not-just-acknowledged",
    requirements: &["HTTP-REQUEST-NOT-202"],
    summary: "a request gets its response, not an acknowledgement",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Put the response into the answer to the POST that carried the request; 202 is for notifications and responses.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nsafe-request | 200 | ok"),
        fails(
            "clean | 200 | ok\nsafe-request | 202",
            "answered 202 and nothing else",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(SAFE)?;
    let empty = reply.body.is_empty() && reply.events.is_empty();
    reply.require(!(is_success(&reply) && empty), || {
        format!("answered {} and nothing else to a ping", reply.describe())
    })?;
    if reply.is_served() {
        Ok(())
    } else {
        Err(Verdict::inconclusive(format!(
            "answered {} to a ping",
            reply.describe()
        )))
    }
}
