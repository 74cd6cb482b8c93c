use super::errors;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::VERSIONS;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "versioning.unsupported-list",
    requirements: &["VER-UNSUPPORTED-SUPPORTED-LIST"],
    summary: "the error about the version lists the versions that are supported",
    severity: Severity::Medium,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Put every supported version into `data.supported` of the error, so that a client can try again.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
version-past | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"1900-01-01"}}}
version-future | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"2999-12-31"}}}"#,
        ),
        fails(
            "served | 200 | ok\nversion-past | 400 | error -32022\nversion-future | 400 | error -32022",
            "the error lists null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, _) in errors(seen)? {
        let supported = reply
            .error()
            .map(|error| error["data"]["supported"].clone())
            .unwrap_or_default();
        let listed = supported
            .as_array()
            .is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string));
        reply.require(listed, || {
            format!("the error lists {supported} as supported versions")
        })?;
    }
    Ok(())
}
