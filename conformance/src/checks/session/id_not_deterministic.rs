use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::sessions::{HANDSHAKE, HANDSHAKE_AGAIN, STARTS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-not-deterministic",
    requirements: &["SESSION-ID-NOT-DETERMINISTIC"],
    summary: "session ids of one start of the server do not come again after another start",
    severity: Severity::Critical,
    probe: &STARTS,
    needs: &[],
    judge,
    remedy: "Take session ids from the random numbers of the operating system, never from a generator with a fixed seed or from a counter.",
    classes: &["CWE-340", "CWE-335", "MCP07:2025"],
    examples: &[
        passes(
            "handshake | 200 | Mcp-Session-Id: a1 | ok\nhandshake | 200 | Mcp-Session-Id: b2 | ok\n\
             handshake-after-another-start | 200 | Mcp-Session-Id: c3 | ok",
        ),
        fails(
            "handshake | 200 | Mcp-Session-Id: a1 | ok\nhandshake | 200 | Mcp-Session-Id: b2 | ok\n\
             handshake-after-another-start | 200 | Mcp-Session-Id: a1 | ok",
            "a session id of one start of the server was issued again after another start",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.exchange(HANDSHAKE).is_err() && seen.note("halt").is_none() {
        return Err(Verdict::not_applicable(
            "the target was not launched by this suite, or knows tokens of one start only",
        ));
    }
    let before = super::issued(seen, HANDSHAKE)?;
    super::issued(seen, HANDSHAKE_AGAIN)?;
    for reply in seen.exchanges(HANDSHAKE_AGAIN) {
        let known = |id: &[u8]| before.iter().any(|issued| issued == id);
        let repeats = reply.header_bytes("mcp-session-id").is_some_and(known);
        reply.require(!repeats, || {
            "a session id of one start of the server was issued again after another start".to_owned()
        })?;
    }
    Ok(())
}
