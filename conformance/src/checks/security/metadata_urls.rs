use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::authorization::documents;
use crate::probes::authorization::{CALL, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "security.metadata-urls",
    requirements: &["SEC-METADATA-URL-SCHEMES"],
    summary: "addresses that the metadata gives to clients are http or https",
    severity: Severity::High,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Give only https addresses (http on loopback) in the metadata: clients open them in a browser.",
    classes: &["CWE-601"],
    examples: &[
        passes(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"authorization_servers\": [\"http://127.0.0.1:8\"]}",
        ),
        fails(
            "good-call | 200 | ok\nmetadata-at-path | 200 | Content-Type: application/json | {\"resource\": \"http://127.0.0.1:9/mcp\", \"resource_documentation\": \"javascript:alert(1)\"}",
            "resource_documentation has the scheme \"javascript\"",
        ),
    ],
};

/// `resource` is left out: an audience may be an identifier that is no address.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let found = documents(seen);
    for (reply, document) in &found {
        for name in [
            "authorization_servers",
            "jwks_uri",
            "resource_documentation",
            "resource_policy_uri",
            "resource_tos_uri",
        ] {
            let schemes = texts(&document[name])
                .into_iter()
                .filter_map(|text| url::Url::parse(text).ok());
            let strange = schemes
                .map(|url| url.scheme().to_owned())
                .find(|scheme| scheme != "http" && scheme != "https");
            reply.require(strange.is_none(), || {
                format!("{name} has the scheme {:?}", strange.unwrap_or_default())
            })?;
        }
    }
    if found.is_empty() {
        Err(Verdict::not_applicable("no metadata was found"))
    } else {
        Ok(())
    }
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}
