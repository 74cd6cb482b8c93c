use super::is_success;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, GET};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.endpoint-post-and-get",
    requirements: &["HTTP-ENDPOINT-POST-AND-GET"],
    summary: "one path knows both POST and GET",
    severity: Severity::Medium,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Serve the event stream on the path that takes POST, or answer 405 there.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nget | no id | 405"),
        fails("clean | 200 | ok\nget | no id | 404", "answered 404 to GET"),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(GET)?;
    let found = !matches!(reply.status(), 404 | 410);
    reply.require(found, || {
        format!(
            "answered {} to GET of the path that serves POST",
            reply.describe()
        )
    })?;
    if is_success(&reply) || reply.status() == 405 {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to GET",
        reply.describe()
    )))
}
