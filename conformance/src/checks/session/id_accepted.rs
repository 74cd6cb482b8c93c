use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{ELSEWHERE, LIFE, OPEN_GET, OWNER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-accepted",
    requirements: &["SESSION-ID-ACCEPTED"],
    summary: "an issued session id works on later requests, from any connection",
    severity: Severity::Medium,
    probe: &LIFE,
    needs: &[],
    judge,
    remedy: "Find the session by its id alone, for GET as for POST, and not by the connection that the request came on.",
    classes: &[],
    examples: &[
        passes(
            "owner | 200 | ok\nping-on-another-connection | 200 | ok\nget | 405 | no id\nowner | 200 | ok",
        ),
        fails(
            "owner | 200 | ok\nping-on-another-connection | 404\nget | 405 | no id\nowner | 200 | ok",
            "answered 404 to the session's id on another connection",
        ),
        fails(
            "owner | 200 | ok\nping-on-another-connection | 200 | ok\nget | 404 | no id\nowner | 200 | ok",
            "answered 404 to GET with the session's id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(OWNER)?;
    for (label, what) in [
        (ELSEWHERE, "the session's id on another connection"),
        (OPEN_GET, "GET with the session's id"),
    ] {
        let reply = seen.reply(label)?;
        reply.require(!matches!(reply.status(), 400 | 404), || {
            format!("answered {} to {what}", reply.describe())
        })?;
        if !reply.is_served() && !matches!(reply.status(), 405 | 409) {
            return Err(Verdict::inconclusive(format!("{what} got {}", reply.describe())));
        }
    }
    Ok(())
}
