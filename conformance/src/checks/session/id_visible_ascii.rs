use crate::check::{Check, Judgement, Severity, fails, passes, require};
use crate::probes::sessions::{HANDSHAKE, IDS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "session.id-visible-ascii",
    requirements: &["SESSION-ID-VISIBLE-ASCII"],
    summary: "session ids consist of visible ASCII characters",
    severity: Severity::Medium,
    probe: &IDS,
    needs: &[],
    judge,
    remedy: "Write session ids in hexadecimal or Base64url digits.",
    classes: &[],
    examples: &[
        passes("handshake | 200 | Mcp-Session-Id: a1-~! | ok"),
        fails(
            "handshake | 200 | Mcp-Session-Id: a 1 | ok",
            "a session id contains the byte 0x20",
        ),
        fails(
            "handshake | 200 | Mcp-Session-Id: \u{fc} | ok",
            "a session id contains the byte 0xc3",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for id in super::issued(seen, HANDSHAKE)? {
        require(!id.is_empty(), || "a session id is empty".to_owned())?;
        let odd = id.iter().find(|byte| !(0x21..=0x7e).contains(*byte));
        require(odd.is_none(), || {
            format!("a session id contains the byte {:#04x}", odd.unwrap_or(&0))
        })?;
    }
    Ok(())
}
