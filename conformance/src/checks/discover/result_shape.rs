use super::discovered;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "discover.result-shape",
    requirements: &["DISC-RESULT-SHAPE"],
    summary: "discovery lists versions and capabilities",
    severity: Severity::Medium,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Answer discovery with `supportedVersions`, an array of strings, and `capabilities`, an object.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"supportedVersions":["2026-07-28"],"capabilities":{}}}"#,
        ),
        fails(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{}}}"#,
            "supportedVersions is null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (reply, result) = discovered(seen)?;
    let versions = &result["supportedVersions"];
    let listed = versions
        .as_array()
        .is_some_and(|list| !list.is_empty() && list.iter().all(Value::is_string));
    reply.require(listed, || format!("supportedVersions is {versions}"))?;
    reply.require(result["capabilities"].is_object(), || {
        format!("capabilities is {}", result["capabilities"])
    })
}
