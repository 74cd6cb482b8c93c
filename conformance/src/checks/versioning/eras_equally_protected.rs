use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::{ERAS, LEGACY_OPENED, LEGACY_WORK, PARITY, SERVED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.eras-equally-protected",
    requirements: &["VER-DUAL-AUTH-PARITY"],
    summary: "a token that is refused on a modern request is refused in a legacy session too",
    severity: Severity::Critical,
    probe: &ERAS,
    needs: &[],
    judge,
    remedy: "Verify the token of every request in one place, before it is known which era it belongs to.",
    classes: &["CWE-863", "MCP07:2025"],
    examples: &[
        passes(
            r#"facts: {"revisions": ["2025-11-25", "2026-07-28"]}
served | 200 | ok
legacy-opened | 200 | ok
legacy-work | 200 | ok
modern-bare | 401
legacy-bare | 401"#,
        ),
        fails(
            r#"facts: {"revisions": ["2025-11-25", "2026-07-28"]}
served | 200 | ok
legacy-opened | 200 | ok
legacy-work | 200 | ok
modern-foreign | 401
legacy-foreign | 200 | ok"#,
            "a token for another audience is refused on a modern request and served in a legacy session",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    if Need::ModernOnly.met_by(&seen.head.facts).is_ok() {
        return Err(absent(seen, "the target speaks modern revisions only"));
    }
    seen.control(LEGACY_OPENED)?;
    seen.control(LEGACY_WORK)?;
    let mut compared = false;
    for (_, [modern, session], what) in PARITY {
        let Some(modern) = seen.exchanges(modern).next() else {
            continue;
        };
        modern.answered()?;
        // What modern requests let through too is the matter of other checks.
        if !modern.is_denied() {
            continue;
        }
        // A handshake may be open to all, so only work is compared, and an error of the tool is no work.
        let reply = seen.reply(session)?;
        reply.answered()?;
        reply.require(!reply.is_done(), || {
            format!("{what} is refused on a modern request and served in a legacy session")
        })?;
        compared |= reply.is_refused();
    }
    if compared {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no token was refused in both eras"))
    }
}
