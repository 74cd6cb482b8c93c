use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CHANGES, LISTEN, LISTEN_OTHER, OTHER, updated};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.only-requested-uris",
    requirements: &["SUB-ONLY-REQUESTED-URIS"],
    summary: "a subscription brings nothing of resources that it does not name",
    severity: Severity::Medium,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Compare the URI of each update with those of the subscription before it is sent.",
    classes: &["CWE-488"],
    examples: &[
        passes(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-for-other | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | left
change | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-for-other | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | 200 | ok"#,
            "a subscription brought an update of a resource that it does not name",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    changes::was_told(seen, LISTEN)?;
    let other = seen.note(OTHER).unwrap_or_default();
    if changes::acknowledged(seen, LISTEN_OTHER).is_none() {
        return Err(absent(seen, "no other resource could be listened for"));
    }
    for (reply, message) in changes::told(seen, LISTEN_OTHER) {
        let named = updated(&message).is_none_or(|uri| changes::covers(other, uri));
        reply.require(named, || {
            "a subscription brought an update of a resource that it does not name".to_owned()
        })?;
    }
    if changes::leaves_out(seen, LISTEN_OTHER, other) {
        return Err(Verdict::inconclusive(
            "the other resource was not agreed to be listened for",
        ));
    }
    changes::listened_on(seen, LISTEN_OTHER)
}
