use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{BARRIER_UNHEARD, CHANGE_UNHEARD, CHANGES, LISTEN, updated};
use crate::revision::Transport;
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
            r#"in: 2026-07-28 stdio
note: changed-resource u
note: other-resource v
alive | ok
listen | sent {"id":1} | line {"method":"notifications/subscriptions/acknowledged","params":{}} | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | ok
change-unheard | ok
barrier-unheard | ok"#,
        ),
        fails(
            r#"in: 2026-07-28 stdio
note: changed-resource u
note: other-resource v
alive | ok
listen | sent {"id":1} | line {"method":"notifications/subscriptions/acknowledged","params":{}} | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | ok
change-unheard | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | ok
barrier-unheard | ok"#,
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
    if seen.head.cell.transport == Transport::Stdio {
        return Ok(());
    }
    Err(Verdict::not_applicable(
        "over HTTP a new connection has no stream of its own that it could be told on",
    ))
}
