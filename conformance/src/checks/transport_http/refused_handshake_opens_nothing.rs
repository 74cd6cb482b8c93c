use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::lifecycle::{INCOMPLETE, INITIALIZE, LIFECYCLE, REFUSED_SESSION};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "transport-http.refused-handshake-opens-nothing",
    requirements: &["HTTP-NO-INIT-STATE-WITHOUT-2XX"],
    summary: "a handshake that is refused opens no session",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[Need::Sessions],
    judge,
    remedy: "Check the parameters of initialize before a session is made, and name no session in a refusal.",
    classes: &["CWE-696"],
    examples: &[
        passes("initialize | 200 | Mcp-Session-Id: a | ok\nmissing-version | 200 | error -32602"),
        fails(
            "initialize | 200 | Mcp-Session-Id: a | ok\nmissing-version | 200 | Mcp-Session-Id: b | error -32602\nsession-of-refused-handshake | 200 | ok",
            "a refused handshake opened a session, which is served",
        ),
        fails(
            "initialize | 200 | Mcp-Session-Id: a | ok\nmissing-version | 400 | Mcp-Session-Id: b\nsession-of-refused-handshake | 404",
            "a refused handshake was answered with a session id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let refused: Vec<_> = INCOMPLETE
        .iter()
        .flat_map(|(label, _)| seen.exchanges(label))
        .filter(Reply::is_refused)
        .collect();
    if refused.is_empty() {
        return Err(absent(seen, "no handshake was refused"));
    }
    let tried = seen.exchanges(REFUSED_SESSION).find(Reply::is_served);
    if let Some(reply) = tried {
        reply.advise(false, || {
            "a refused handshake opened a session, which is served".to_owned()
        })?;
    }
    for reply in refused {
        reply.advise(reply.header("mcp-session-id").is_none(), || {
            "a refused handshake was answered with a session id".to_owned()
        })?;
    }
    Ok(())
}
