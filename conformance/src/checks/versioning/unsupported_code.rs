use super::answers;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::UNSUPPORTED_VERSION;
use crate::probes::versioning::VERSIONS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "versioning.unsupported-code",
    requirements: &["VER-UNSUPPORTED-CODE"],
    summary: "a version that is not supported is refused with -32022",
    severity: Severity::Medium,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Answer a request whose `_meta` names a version that is not implemented with error -32022.",
    classes: &[],
    examples: &[
        passes("served | 200 | ok\nversion-past | 400 | error -32022\nversion-future | 400 | error -32022"),
        fails(
            "served | 200 | ok\nversion-past | 200 | ok\nversion-future | 200 | ok",
            "answered 200 with a result to version 1900-01-01",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, version) in answers(seen)? {
        let held = reply.error_code() == Some(UNSUPPORTED_VERSION);
        reply.require(held, || {
            format!("answered {} to version {version}", reply.describe())
        })?;
    }
    Ok(())
}
