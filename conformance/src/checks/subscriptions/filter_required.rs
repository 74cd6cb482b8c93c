use serde_json::Value;

use super::{granted, params, requested};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::features::subscriptions::{LISTEN, SUBSCRIPTIONS, UNFILTERED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.filter-required",
    requirements: &["SUB-FILTER-REQUIRED"],
    summary: "a subscription without a well-formed filter is refused",
    severity: Severity::Low,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Answer subscriptions/listen with -32602 where `notifications` is missing or its members are of other types.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
            listen-without-filter | sent {"id":1} | 200 | error -32602
            listen-to-word | sent {"id":1} | 200 | error -32602
            listen-to-string | sent {"id":1} | 200 | error -32602"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
            listen-without-filter | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{"toolsListChanged":true}}}"#,
            "subscribed to {\"toolsListChanged\":true} for a request without a filter",
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
            listen-without-filter | sent {"id":1} | 200 | error -32602
            listen-to-word | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}"#,
            "acknowledged a subscription with a word for a filter's boolean",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    granted(seen, LISTEN)?;
    for (label, what) in UNFILTERED {
        let subscription = requested(seen, label)?;
        let reply = &subscription.reply;
        reply.answered()?;
        if let Some(acknowledgment) = subscription.acknowledgment() {
            let agreed = &params(acknowledgment)["notifications"];
            let missing = subscription.sent["params"].get("notifications").is_none();
            reply.require(!(missing && is_something(agreed)), || {
                format!("subscribed to {agreed} for a request {what}")
            })?;
            reply.advise(false, || format!("acknowledged a subscription {what}"))?;
        }
        reply.advise(reply.error_code() == Some(INVALID_PARAMS), || {
            format!("answered {} to a subscription {what}", reply.describe())
        })?;
    }
    Ok(())
}

/// Whether any type is true, or any list holds something.
fn is_something(agreed: &Value) -> bool {
    let held = |value: &Value| value == true || value.as_array().is_some_and(|list| !list.is_empty());
    agreed.as_object().is_some_and(|types| types.values().any(held))
}
