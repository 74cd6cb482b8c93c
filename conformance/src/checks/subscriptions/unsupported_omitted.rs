use serde_json::Value;

use super::params;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::subscriptions::{LISTEN, LISTEN_UNSUPPORTED, SUBSCRIPTIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.unsupported-omitted",
    requirements: &["SUB-ACK-OMITS-UNSUPPORTED"],
    summary: "types that are not advertised are not acknowledged",
    severity: Severity::Low,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Leave types out of the acknowledgment whose changes this server never announces.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}
            listen-unsupported | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{}}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}
            listen-unsupported | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{"promptsListChanged":true}}}"#,
            "acknowledged \"promptsListChanged\", which it does not advertise",
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}
            listen-unsupported | sent {"id":1} | 400 | error -32602"#,
            "answered 400 with error -32602 to a subscription to types that it does not advertise",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::granted(seen, LISTEN)?;
    let subscription = super::requested(seen, LISTEN_UNSUPPORTED)?;
    let reply = &subscription.reply;
    if let Some(message) = subscription.acknowledgment() {
        let agreed = params(message)["notifications"].as_object().into_iter().flatten();
        let asked = &subscription.sent["params"]["notifications"];
        let mut claimed = agreed.filter(|(name, value)| {
            **value == Value::Bool(true) && asked.get(name).is_none_or(|wish| *wish == true)
        });
        let claimed = claimed.next().map(|(name, _)| name.as_str());
        return reply.require(claimed.is_none(), || {
            format!(
                "acknowledged {:?}, which it does not advertise",
                claimed.unwrap_or_default()
            )
        });
    }
    reply.not_busy()?;
    let refused = subscription
        .response()
        .is_some_and(|message| message.member("error").is_some());
    reply.advise(!refused, || {
        format!(
            "answered {} to a subscription to types that it does not advertise",
            reply.describe()
        )
    })?;
    Err(Verdict::inconclusive(format!(
        "no acknowledgment came, but {}",
        reply.describe()
    )))
}
