use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{BARRIER_AFTER_END, CHANGE_AFTER_END, CHANGES, LISTEN, LISTEN_TWICE};
use crate::revision::Transport;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "subscriptions.ended-stay-silent",
    requirements: &["SUB-CLIENT-END-STOPS"],
    summary: "nothing comes for a subscription that the client has ended",
    severity: Severity::Medium,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Take notifications/cancelled with the id of a listen request as the end of that subscription.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 stdio
note: changed-resource u
note: other-resource v
alive | ok
listen | sent {"id":1} | line {"method":"notifications/subscriptions/acknowledged","params":{}}
listen-twice | sent {"id":2} | line {"method":"notifications/subscriptions/acknowledged","params":{}}
change | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | ok
change-after-end | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":2},"uri":"u"}} | ok
barrier-after-end | ok"#,
        ),
        fails(
            r#"in: 2026-07-28 stdio
note: changed-resource u
note: other-resource v
alive | ok
listen | sent {"id":1} | line {"method":"notifications/subscriptions/acknowledged","params":{}}
listen-twice | sent {"id":2} | line {"method":"notifications/subscriptions/acknowledged","params":{}}
change | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | ok
change-after-end | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | ok
barrier-after-end | ok"#,
            "a subscription that the client had ended brought an update",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    if seen.head.cell.transport != Transport::Stdio {
        return Err(Verdict::not_applicable(
            "over HTTP a subscription ends with its connection, and nothing can come for it",
        ));
    }
    changes::was_told(seen, LISTEN)?;
    changes::was_made(seen, CHANGE_AFTER_END)?;
    seen.control(BARRIER_AFTER_END)?;
    let is_later = |reply: &Reply<'_>| [CHANGE_AFTER_END, BARRIER_AFTER_END].contains(&reply.label);
    for (reply, _) in changes::told(seen, LISTEN) {
        reply.require(!is_later(&reply), || {
            "a subscription that the client had ended brought an update".to_owned()
        })?;
    }
    let others = changes::told(seen, LISTEN_TWICE);
    if others.iter().any(|(reply, _)| is_later(reply)) {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "the subscription that goes on was not told of the change, either",
        ))
    }
}
