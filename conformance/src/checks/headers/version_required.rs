use super::refuses;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::headers::{MIRRORED, VERSION_ABSENT};
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "headers.version-required",
    requirements: &["HDR-VERSION-REQUIRED"],
    summary: "a request without MCP-Protocol-Version is refused",
    severity: Severity::Medium,
    probe: &MIRRORED,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("agreeing | 200 | ok\nversion-absent | 400 | error -32020"),
        fails(
            "agreeing | 200 | ok\nversion-absent | 200 | ok",
            "answered 200 with a result to a request without MCP-Protocol-Version",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let facts = &seen.head.facts;
    let listed = facts.opening["supportedVersions"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str);
    // Revisions before this one had no such header.
    if facts
        .revisions
        .iter()
        .map(String::as_str)
        .chain(listed)
        .any(|version| version < "2025-06-18")
    {
        return Err(absent(
            seen,
            "the target speaks revisions that do not have the header",
        ));
    }
    refuses(seen, VERSION_ABSENT, "a request without MCP-Protocol-Version")
}
