use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::tools::error_code;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::{ALIVE, MISSING_RESOURCE, RESOURCES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.not-found-code",
    requirements: &["RES-NOT-FOUND-CODE"],
    summary: "reading a resource that does not exist gets the error code of the revision",
    severity: Severity::Medium,
    probe: &RESOURCES,
    needs: &[],
    judge,
    remedy: "Answer -32602 under 2026-07-28, and -32002 under the revisions before it.",
    classes: &[],
    examples: &[
        passes("alive | 200 | ok\nmissing-resource | 200 | error -32002"),
        passes("in: 2026-07-28 streamable-http\nalive | 200 | ok\nmissing-resource | 400 | error -32602"),
        fails(
            "in: 2026-07-28 streamable-http\nalive | 200 | ok\nmissing-resource | 200 | error -32002",
            "reading a resource that does not exist got 200 with error -32002",
        ),
    ],
};

/// The code of the legacy revisions.
const RESOURCE_NOT_FOUND: i64 = -32002;

fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    seen.reply(MISSING_RESOURCE)?;
    let modern = seen.head.cell.revision.is_modern();
    let expected = if modern {
        INVALID_PARAMS
    } else {
        RESOURCE_NOT_FOUND
    };
    for reply in seen.exchanges(MISSING_RESOURCE) {
        reply.answered()?;
        let content = reply
            .result()
            .is_some_and(|result| result["contents"].as_array().is_some_and(|all| !all.is_empty()));
        if content {
            return Err(Verdict::inconclusive("the target has contents for every URI"));
        }
        // Authorization may hide what exists.
        if matches!(reply.status(), 401 | 403) {
            continue;
        }
        let code = if reply.is_served() {
            None
        } else {
            Some(error_code(&reply)?)
        };
        reply.require(code == Some(expected), || {
            format!("reading a resource that does not exist got {}", reply.describe())
        })?;
    }
    Ok(())
}
