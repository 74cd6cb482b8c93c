use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::versioning::{AFTER_HANDSHAKE, BEFORE_HANDSHAKE, HANDSHAKE, LEGACY_HANDSHAKE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.handshake-refused",
    requirements: &["VER-LEGACY-INIT-REJECTED"],
    summary: "a server that speaks modern revisions only refuses a handshake",
    severity: Severity::Medium,
    probe: &HANDSHAKE,
    needs: &[Need::ModernOnly],
    judge,
    remedy: "Answer `initialize` with an error: its client would go on to a session that does not exist.",
    classes: &[],
    examples: &[
        passes(
            "before-handshake | 200 | ok\nlegacy-handshake | 400 | error -32602\nafter-handshake | 200 | ok",
        ),
        fails(
            "before-handshake | 200 | ok\nlegacy-handshake | 200 | ok\nafter-handshake | 200 | ok",
            "answered 200 with a result to the handshake",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE_HANDSHAKE)?;
    seen.control(AFTER_HANDSHAKE)?;
    refused(&seen.reply(LEGACY_HANDSHAKE)?, "the handshake of a legacy client")
}
