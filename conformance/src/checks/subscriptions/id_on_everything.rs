use super::{ID, params};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::subscriptions::{LISTEN, LISTEN_TO_ONE, SUBSCRIPTIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.id-on-everything",
    requirements: &["SUB-ID-ON-EVERYTHING"],
    summary: "every notification of a subscription names it",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Put io.modelcontextprotocol/subscriptionId into the _meta of every notification of a subscription, the acknowledgment included.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}
            listen-to-one | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}"#,
            "\"notifications/subscriptions/acknowledged\" names no subscription",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let over_http = seen.head.cell.transport.is_http();
    for label in [LISTEN, LISTEN_TO_ONE] {
        let subscription = super::granted(seen, label)?;
        let notifications = subscription
            .messages
            .iter()
            .filter(|message| message.is_notification());
        // On stdio, what names no subscription may belong to none, except the acknowledgment.
        let own = notifications.filter(|message| over_http || message.method() == Some(super::ACKNOWLEDGED));
        for message in own {
            subscription
                .reply
                .require(params(message)["_meta"].get(ID).is_some(), || {
                    format!("{:?} names no subscription", message.method().unwrap_or_default())
                })?;
        }
    }
    Ok(())
}
