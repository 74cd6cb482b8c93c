use super::{ID, params};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::subscriptions::{LISTEN, LISTEN_TO_ONE, SUBSCRIPTIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.id-value",
    requirements: &["SUB-ID-VALUE"],
    summary: "the id of a subscription is the id of its request, type included",
    severity: Severity::Medium,
    probe: &SUBSCRIPTIONS,
    needs: &[],
    judge,
    remedy: "Copy the JSON-RPC id of the listen request, number or string, into subscriptionId.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1}}}
            listen-to-one | sent {"id":"a"} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"a"}}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            listen | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"1"}}}"#,
            "the subscription of a request whose id is a number has another id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (label, kind) in [(LISTEN, "number"), (LISTEN_TO_ONE, "string")] {
        let subscription = super::granted(seen, label)?;
        let named = subscription
            .acknowledgment()
            .and_then(|message| params(message)["_meta"].get(ID));
        let Some(named) = named else {
            return Err(Verdict::inconclusive("the acknowledgment names no subscription"));
        };
        subscription
            .reply
            .require(*named == subscription.sent["id"], || {
                format!("the subscription of a request whose id is a {kind} has another id")
            })?;
    }
    Ok(())
}
