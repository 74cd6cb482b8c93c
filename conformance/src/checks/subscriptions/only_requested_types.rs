use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CHANGES, LISTEN, LISTEN_TYPE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.only-requested-types",
    requirements: &["SUB-ONLY-REQUESTED-TYPES"],
    summary: "a subscription brings no type that it does not ask for",
    severity: Severity::Medium,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Send to each subscription the types of its filter only.",
    classes: &[],
    examples: &[
        passes(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-for-type | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | left
change | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-for-type | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | 200 | ok"#,
            "a subscription brought \"notifications/resources/updated\", for which it did not ask",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    changes::was_told(seen, LISTEN)?;
    if changes::acknowledged(seen, LISTEN_TYPE).is_none() {
        return Err(absent(seen, "no type alone could be listened for"));
    }
    for (reply, message) in changes::told(seen, LISTEN_TYPE) {
        let method = message.method().unwrap_or_default();
        reply.require(method == "notifications/tools/list_changed", || {
            format!("a subscription brought {method:?}, for which it did not ask")
        })?;
    }
    changes::listened_on(seen, LISTEN_TYPE)
}
