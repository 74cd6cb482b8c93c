use serde_json::Value;

use super::params;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::subscriptions::{LISTEN, LISTEN_TO_ONE, SUBSCRIPTIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.acknowledged-subset",
    requirements: &["SUB-ACK-REFLECTS-SUBSET"],
    summary: "no more is acknowledged than was asked for",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Acknowledge those types and URIs of the request's filter that are watched, and nothing else.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1,"params":{"notifications":{"resourceSubscriptions":["a:b"]}}} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{"resourceSubscriptions":["a:b"]}}}
            listen-to-one | sent {"id":1,"params":{"notifications":{"toolsListChanged":true}}} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{}}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1,"params":{"notifications":{"promptsListChanged":true}}} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{"toolsListChanged":true}}}"#,
            "the acknowledgment holds \"toolsListChanged\", which was not asked for",
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1,"params":{"notifications":{"promptsListChanged":true}}} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}"#,
            "the acknowledgment has no notifications",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for label in [LISTEN, LISTEN_TO_ONE] {
        let subscription = super::granted(seen, label)?;
        let agreed = subscription
            .acknowledgment()
            .map(|message| &params(message)["notifications"]);
        let agreed = agreed.and_then(Value::as_object);
        subscription.reply.require(agreed.is_some(), || {
            "the acknowledgment has no notifications".to_owned()
        })?;
        let asked = &subscription.sent["params"]["notifications"];
        let surplus = agreed
            .into_iter()
            .flatten()
            .find(|(name, value)| !is_within(value, &asked[name.as_str()]));
        subscription.reply.require(surplus.is_none(), || {
            let name = surplus.map(|(name, _)| name.as_str()).unwrap_or_default();
            format!("the acknowledgment holds {name:?}, which was not asked for")
        })?;
    }
    Ok(())
}

fn is_within(agreed: &Value, asked: &Value) -> bool {
    match (agreed, asked) {
        (Value::Array(agreed), Value::Array(asked)) => agreed.iter().all(|uri| asked.contains(uri)),
        (Value::Array(agreed), _) => agreed.is_empty(),
        (Value::Bool(true), asked) => *asked == Value::Bool(true),
        _ => true,
    }
}
