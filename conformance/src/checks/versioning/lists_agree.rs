use super::errors;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::{DISCOVER, VERSIONS};
use crate::transcript::Transcript;
use serde_json::Value;
use std::collections::BTreeSet;

pub static CHECK: Check = Check {
    id: "versioning.lists-agree",
    requirements: &["VER-SUPPORTED-LISTS-AGREE"],
    summary: "the error about the version and discovery list the same versions",
    severity: Severity::Low,
    probe: &VERSIONS,
    needs: &[],
    judge,
    remedy: "Fill both lists from one constant.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"]}}
version-past | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"1900-01-01"}}}
version-future | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"2999-12-31"}}}"#,
        ),
        fails(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28","2025-11-25"]}}
version-past | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"1900-01-01"}}}
version-future | 400 | {"jsonrpc":"2.0","id":1,"error":{"code":-32022,"message":"no","data":{"supported":["2026-07-28"],"requested":"2999-12-31"}}}"#,
            r#"the error lists {"2026-07-28"}, discovery"#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let discovered = seen
        .reply(DISCOVER)?
        .result()
        .map(|result| names(&result["supportedVersions"]))
        .unwrap_or_default();
    if discovered.is_empty() {
        return Err(Verdict::inconclusive("discovery lists no versions"));
    }
    for (reply, _) in errors(seen)? {
        let listed = reply
            .error()
            .map(|error| names(&error["data"]["supported"]))
            .unwrap_or_default();
        if listed.is_empty() {
            return Err(Verdict::inconclusive("the error lists no versions"));
        }
        reply.require(listed == discovered, || {
            format!("the error lists {listed:?}, discovery {discovered:?}")
        })?;
    }
    Ok(())
}

fn names(list: &Value) -> BTreeSet<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .map(str::to_owned)
        .collect()
}
