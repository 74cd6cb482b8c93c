use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{BARRIER_AFTER_END, CHANGE_AFTER_END, CHANGES, LISTEN};
use crate::revision::Transport;
use crate::transcript::Transcript;

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
change | line {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | ok
change-after-end | ok
barrier-after-end | ok"#,
        ),
        fails(
            r#"in: 2026-07-28 stdio
note: changed-resource u
note: other-resource v
alive | ok
listen | sent {"id":1} | line {"method":"notifications/subscriptions/acknowledged","params":{}}
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
    let from = seen.exchange(CHANGE_AFTER_END)?.exchange;
    for (reply, _) in changes::told(seen, LISTEN) {
        let is_later = reply.exchange >= from && [CHANGE_AFTER_END, BARRIER_AFTER_END].contains(&reply.label);
        reply.require(!is_later, || {
            "a subscription that the client had ended brought an update".to_owned()
        })?;
    }
    Ok(())
}
