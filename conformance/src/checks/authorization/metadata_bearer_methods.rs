use serde_json::Value;

use super::documents;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::authorization::{CALL, METADATA};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "authorization.metadata-bearer-methods",
    requirements: &["AUTH-PRM-BEARER-METHODS"],
    summary: "the metadata does not invite tokens into the query",
    severity: Severity::Medium,
    probe: &METADATA,
    needs: &[],
    judge,
    remedy: "Announce `header` alone in bearer_methods_supported.",
    classes: &["CWE-598"],
    examples: &[
        passes(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"], "bearer_methods_supported": ["header"]}"#,
        ),
        passes(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"]}"#,
        ),
        fails(
            r#"good-call | 200 | ok
call-without-token | 401
metadata-at-path | 200 | Content-Type: application/json | {"resource": "http://127.0.0.1:9/mcp", "authorization_servers": ["http://127.0.0.1:8"], "bearer_methods_supported": ["header", "query"]}"#,
            "the metadata announces the bearer method \"query\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CALL)?;
    let found = documents(seen);
    for (reply, document) in &found {
        let methods = document["bearer_methods_supported"]
            .as_array()
            .into_iter()
            .flatten();
        let strange = methods
            .filter_map(Value::as_str)
            .find(|method| !matches!(*method, "header" | "body"));
        reply.advise(strange.is_none(), || {
            format!(
                "the metadata announces the bearer method {:?}",
                strange.unwrap_or_default()
            )
        })?;
    }
    if found.is_empty() {
        return Err(Verdict::not_applicable("no metadata was found"));
    }
    Ok(())
}
