use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CHANGE, CHANGES, LISTEN, LISTEN_TWICE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.several-at-once",
    requirements: &["SUB-MULTIPLE"],
    summary: "a client can hold several subscriptions, each with its own id",
    severity: Severity::Medium,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Keep every subscription of a client, and send each of them what it asks for under its own id.",
    classes: &[],
    examples: &[
        passes(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | id 1 | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-twice | id 2 | sent {"id":2} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":2},"uri":"u"}}
change | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | id 1 | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-twice | id 2 | sent {"id":2} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | 200 | ok"#,
            "what a subscription brought names another one",
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | id 1 | sent {"id":1} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | left
listen-twice | id 2 | sent {"id":2} | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | left
change | 200 | ok"#,
            "one of two subscriptions was not told of a change",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let uri = changes::changed(seen)?;
    changes::was_made(seen, CHANGE)?;
    if changes::acknowledged(seen, LISTEN).is_none() {
        let got = seen.reply(LISTEN)?.describe();
        return Err(Verdict::inconclusive(format!("\"{LISTEN}\" got {got}")));
    }
    let both = [LISTEN, LISTEN_TWICE];
    let mut told = 0;
    for label in both {
        let reply = seen.reply(label)?;
        reply.advise(changes::acknowledged(seen, label).is_some(), || {
            "one of two subscriptions was refused".to_owned()
        })?;
        let id = changes::sent_id(&reply);
        for (reply, message) in changes::told(seen, label) {
            reply.require(changes::subscription(&message) == id, || {
                "what a subscription brought names another one".to_owned()
            })?;
        }
        told += usize::from(changes::told_uris(seen, label).iter().any(|told| told == uri));
    }
    match told {
        0 => Err(Verdict::inconclusive("nobody was told of the change")),
        1 => {
            for label in both {
                changes::listened_on(seen, label)?;
            }
            seen.reply(LISTEN_TWICE)?.advise(false, || {
                "one of two subscriptions was not told of a change".to_owned()
            })
        }
        _ => Ok(()),
    }
}
