use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::{AFTER_HANDSHAKE, BEFORE_HANDSHAKE, HANDSHAKE, LEGACY_HANDSHAKE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.modern-beside-handshake",
    requirements: &["VER-DUAL-MODERN-STATELESS"],
    summary: "a modern request is served after a legacy handshake, without its session",
    severity: Severity::Medium,
    probe: &HANDSHAKE,
    needs: &[],
    judge,
    remedy: "Let the metadata of a request decide its era, and a session only the requests that name it.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
facts: {"revisions": ["2025-11-25", "2026-07-28"]}
before-handshake | 200 | ok
legacy-handshake | 200 | ok
after-handshake | 200 | ok"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
facts: {"revisions": ["2025-11-25", "2026-07-28"]}
before-handshake | 200 | ok
legacy-handshake | 200 | ok
after-handshake | 400"#,
            "answered 400 to a modern request after a legacy handshake",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(BEFORE_HANDSHAKE)?;
    if Need::ModernOnly.met_by(&seen.head.facts).is_ok() {
        return Err(absent(seen, "the target speaks modern revisions only"));
    }
    if !seen.head.cell.transport.is_http() {
        return Err(Verdict::not_applicable(
            "a handshake may select the legacy era for the whole process",
        ));
    }
    if !seen.reply(LEGACY_HANDSHAKE)?.is_served() {
        return Err(Verdict::inconclusive(
            "the handshake of a legacy client was refused",
        ));
    }
    let after = seen.reply(AFTER_HANDSHAKE)?;
    after.require(!after.is_denied(), || {
        format!(
            "answered {} to a modern request after a legacy handshake",
            after.describe()
        )
    })?;
    seen.control(AFTER_HANDSHAKE)
}
