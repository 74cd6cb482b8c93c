use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CHANGE, CHANGES, LISTEN, NEWS, NEWS_UNHEARD, SUBSCRIBE, updated};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resources.updated-sent",
    requirements: &["RES-UPDATED-SENT"],
    summary: "whoever is subscribed to a resource is told when it changes",
    severity: Severity::Low,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Send notifications/resources/updated to every subscriber when a resource changes, or declare no `subscribe`.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change | 200 | ok"#,
        ),
        passes(
            r#"in: 2025-11-25 streamable-http
note: changed-resource u
note: other-resource v
alive | 200 | ok
news | no id | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
subscribe | 200 | ok
change | 200 | ok"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
note: changed-resource u
note: other-resource v
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
change | 200 | ok"#,
            "a subscriber was not told of a change",
        ),
        fails(
            r"in: 2025-11-25 stdio
note: changed-resource u
note: other-resource v
alive | ok
subscribe | ok
change | ok",
            "a subscriber was not told of a change",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let uri = changes::changed(seen)?;
    let modern = seen.head.cell.revision.is_modern();
    if modern && changes::acknowledged(seen, LISTEN).is_none() {
        let why = "the subscription to the resource was not acknowledged";
        return Err(Verdict::inconclusive(why));
    }
    if !modern {
        if seen.exchanges(NEWS_UNHEARD).any(|news| !news.is_success()) {
            return Err(Verdict::not_applicable(
                "the target opens no stream that it could tell on",
            ));
        }
        seen.control(SUBSCRIBE)?;
    }
    changes::was_made(seen, CHANGE)?;
    let after = seen.exchange(CHANGE)?.exchange;
    let told = |reply: &Reply<'_>| {
        reply
            .messages()
            .iter()
            .any(|message| updated(message) == Some(uri))
    };
    // A stream was opened before, and goes on.
    let streams = [NEWS, LISTEN];
    let is_told = seen
        .all_exchanges()
        .any(|reply| (reply.exchange >= after || streams.contains(&reply.label)) && told(&reply));
    seen.exchange(CHANGE)?
        .advise(is_told, || "a subscriber was not told of a change".to_owned())
}
