use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::http::{CLEAN, ENDPOINT, WITH_SESSION_ID};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-http.session-id-ignored",
    requirements: &["HTTP-SESSION-ID-IGNORED"],
    summary: "a session id on a modern request changes nothing",
    severity: Severity::Low,
    probe: &ENDPOINT,
    needs: &[],
    judge,
    remedy: "Ignore `Mcp-Session-Id` on modern requests.",
    classes: &[],
    examples: &[
        passes("clean | 200 | ok\nwith-session-id | 200 | ok"),
        fails(
            "clean | 200 | ok\nwith-session-id | 404",
            "answered 404 to a modern request with a session id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CLEAN)?;
    let reply = seen.reply(WITH_SESSION_ID)?;
    reply.advise(reply.is_served(), || {
        format!(
            "answered {} to a modern request with a session id",
            reply.describe()
        )
    })
}
