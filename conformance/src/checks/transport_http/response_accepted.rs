use super::is_bare_202;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::http::{CLEAN, ENDPOINT, UNASKED_RESPONSE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.response-accepted",
    requirements: &["HTTP-RESPONSE-202"],
    summary: "an accepted response is answered with 202 and no body",
    severity: Severity::Low,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Answer a posted response with 202 Accepted and an empty body.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nunasked-response | no id | 202"),
        fails(
            "clean | 200 | ok\nunasked-response | no id | 200",
            "answered 200 to a response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(UNASKED_RESPONSE)?;
    if reply.status() >= 400 {
        return Err(absent(seen, "a response to nothing is not accepted"));
    }
    reply.require(is_bare_202(&reply), || {
        format!("answered {} to a response", reply.describe())
    })
}
