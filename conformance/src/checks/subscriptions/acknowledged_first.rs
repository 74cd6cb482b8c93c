use super::{ID, params};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::subscriptions::{ACKNOWLEDGED, LISTEN, LISTEN_TO_ONE, SUBSCRIPTIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.acknowledged-first",
    requirements: &["SUB-ACK-FIRST"],
    summary: "a subscription begins with its acknowledgment",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Send the acknowledgment before the subscription is entered where changes are announced.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged"}
            listen-to-one | sent {"id":"a"} | 200 | event {"method":"notifications/subscriptions/acknowledged"}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/tools/list_changed"} | event {"method":"notifications/subscriptions/acknowledged"}"#,
            "\"notifications/tools/list_changed\" came before the acknowledgment",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let over_http = seen.head.cell.transport.is_http();
    for label in [LISTEN, LISTEN_TO_ONE] {
        let subscription = super::granted(seen, label)?;
        // On stdio, messages of others come the same way.
        let belongs = |message: &&crate::jsonrpc::Message| {
            over_http
                || params(message)["_meta"][ID] == subscription.sent["id"]
                || message.method() == Some(ACKNOWLEDGED)
        };
        let first = subscription
            .messages
            .iter()
            .find(belongs)
            .and_then(|message| message.method());
        subscription.reply.require(first == Some(ACKNOWLEDGED), || {
            format!(
                "{:?} came before the acknowledgment",
                first.unwrap_or("a response")
            )
        })?;
    }
    Ok(())
}
