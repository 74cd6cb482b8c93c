use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::{BEFORE_HANDSHAKE, HANDSHAKE, MODERN_HANDSHAKE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.handshake-selects-legacy",
    requirements: &["VER-DUAL-LEGACY-VERSION"],
    summary: "a handshake never agrees to a version that has none",
    severity: Severity::Low,
    probe: &HANDSHAKE,
    needs: &[],
    judge,
    remedy: "Offer the newest revision that has a handshake in answer to `initialize`.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"revisions": ["2025-11-25", "2026-07-28"]}
before-handshake | 200 | ok
modern-handshake | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}"#,
        ),
        fails(
            r#"facts: {"revisions": ["2025-11-25", "2026-07-28"]}
before-handshake | 200 | ok
modern-handshake | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2026-07-28"}}"#,
            r#"a handshake agreed to "2026-07-28""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE_HANDSHAKE)?;
    if Need::ModernOnly.met_by(&seen.head.facts).is_ok() {
        return Err(absent(seen, "the target speaks modern revisions only"));
    }
    let reply = seen.reply(MODERN_HANDSHAKE)?;
    let version = reply
        .result()
        .map(|result| result["protocolVersion"].clone())
        .unwrap_or_default();
    let agreed = version
        .as_str()
        .is_some_and(|version| version >= seen.head.cell.revision.as_str());
    reply.require(!agreed, || {
        format!("a handshake agreed to {version}, which has no handshake")
    })
}
