use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::{NEAR_VERSIONS, SERVED, VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.exact-match",
    requirements: &["VER-EXACT-MATCH"],
    summary: "versions are compared exactly",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Compare version strings for equality; they are names, not dates or prefixes.",
    classes: &[],
    examples: &[
        passes(
            "served | 200 | ok\nversion-truncated | 400 | error -32022\nversion-suffixed | 400 | error -32022\nversion-unpadded | 400 | error -32022",
        ),
        fails(
            "served | 200 | ok\nversion-truncated | 200 | ok",
            "answered 200 with a result to version 2026-07-2",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SERVED)?;
    for (label, version) in NEAR_VERSIONS {
        let reply = seen.reply(label)?;
        reply.require(!reply.is_served(), || {
            format!("answered {} to version {version}", reply.describe())
        })?;
    }
    Ok(())
}
