use super::is_unambiguous;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::refused;
use crate::probes::versioning::{METADATA, SERVED, VERSION_MISSING, VERSION_MISSING_LATER};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "meta.version-not-remembered",
    requirements: &["META-VERSION-NOT-REMEMBERED"],
    summary: "the version of an earlier request does not stand in for a missing one",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Read the version from each request; keep nothing of earlier ones.",
    classes: &[],
    examples: &[
        passes(
            "served | 200 | ok\nversion-missing | 400 | error -32602\nversion-missing-later | 400 | error -32602",
        ),
        fails(
            "served | 200 | ok\nversion-missing | 400 | error -32602\nversion-missing-later | 200 | ok",
            "answered 200 with a result to a request without a version, after",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    is_unambiguous(seen)?;
    seen.control(SERVED)?;
    if seen.reply(VERSION_MISSING)?.is_served() {
        return Err(Verdict::inconclusive(
            "a first request without a version is served too",
        ));
    }
    let reply = seen.reply(VERSION_MISSING_LATER)?;
    refused(&reply, "a request without a version, after others that had one")
}
