use super::errors;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::VERSIONS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.unsupported-status",
    requirements: &["VER-UNSUPPORTED-HTTP-400"],
    summary: "the error about the version travels with status 400",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Send the UnsupportedProtocolVersion error with status 400.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nversion-past | 400 | error -32022\nversion-future | 400 | error -32022"),
        fails(
            "served | 200 | ok\nversion-past | 200 | error -32022\nversion-future | 200 | error -32022",
            "answered 200 with error -32022",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, version) in errors(seen)? {
        reply.require(reply.status() == 400, || {
            format!("answered {} to version {version}", reply.describe())
        })?;
    }
    Ok(())
}
