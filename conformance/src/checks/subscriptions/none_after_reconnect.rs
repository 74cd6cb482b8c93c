use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{BARRIER_UNHEARD, CHANGE_UNHEARD, CHANGES, LISTEN, updated};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.none-after-reconnect",
    requirements: &["SUB-NO-STATE-AFTER-RECONNECT"],
    summary: "a new connection begins without subscriptions",
    severity: Severity::Medium,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Forget a subscription when its connection or process ends.",
    classes: &[],
    examples: &[
        passes(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | 200 | ok
change-unheard | 200 | ok
barrier-unheard | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | 200 | ok
change-unheard | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | ok
barrier-unheard | 200 | ok"#,
            "a new connection was told of a change without listening",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    changes::was_told(seen, LISTEN)?;
    changes::was_made(seen, CHANGE_UNHEARD)?;
    seen.control(BARRIER_UNHEARD)?;
    for label in [CHANGE_UNHEARD, BARRIER_UNHEARD] {
        let reply = seen.exchange(label)?;
        let told = reply.messages().iter().any(|message| updated(message).is_some());
        reply.require(!told, || {
            "a new connection was told of a change without listening".to_owned()
        })?;
    }
    Ok(())
}
