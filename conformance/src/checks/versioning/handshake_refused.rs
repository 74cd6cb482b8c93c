use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::versioning::{AFTER_HANDSHAKE, BEFORE_HANDSHAKE, HANDSHAKE, LEGACY_HANDSHAKE};
use crate::revision::Revision;
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
    let handshake = seen.reply(LEGACY_HANDSHAKE)?;
    let agreed = handshake
        .result()
        .and_then(|result| result["protocolVersion"].as_str());
    let revision = agreed.and_then(|version| version.parse::<Revision>().ok());
    if revision.is_some_and(|revision| !revision.is_modern()) {
        return Err(Verdict::inconclusive(
            "the target speaks an earlier revision, after all",
        ));
    }
    refused(&handshake, "the handshake of a legacy client")
}
