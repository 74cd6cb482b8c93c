use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CHANGE, CHANGES, NEWS, OTHER_NEWS, SUBSCRIBE, SUBSCRIBE_OTHER, updated};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resources.subscription-isolated",
    requirements: &["RES-SUBSCRIPTION-ISOLATED"],
    summary: "a session is told of nothing that another one is subscribed to",
    severity: Severity::Medium,
    probe: &CHANGES,
    needs: &[Need::Sessions],
    judge,
    remedy: "Keep subscriptions with the session that made them, and send each update to the sessions that asked for that resource.",
    classes: &["CWE-488"],
    examples: &[
        passes(
            r#"in: 2025-11-25 streamable-http
note: changed-resource u
note: other-resource v
alive | 200 | ok
news | no id | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
subscribe | 200 | ok
news-of-other-session | no id | 200
subscribe-to-other | 200 | ok
change | 200 | ok"#,
        ),
        fails(
            r#"in: 2025-11-25 streamable-http
note: changed-resource u
note: other-resource v
alive | 200 | ok
news | no id | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
subscribe | 200 | ok
news-of-other-session | no id | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
subscribe-to-other | 200 | ok
change | 200 | ok"#,
            "a session was told of a change that another one is subscribed to",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let uri = changes::changed(seen)?;
    let Ok(others) = seen.exchange(OTHER_NEWS) else {
        return Err(absent(seen, "there is no stream of another session"));
    };
    seen.control(SUBSCRIBE)?;
    seen.control(SUBSCRIBE_OTHER)?;
    changes::was_made(seen, CHANGE)?;
    let is_told = |reply: &Reply<'_>| {
        reply
            .messages()
            .iter()
            .any(|message| updated(message).is_some_and(|told| changes::covers(uri, told)))
    };
    if !others.is_success()
        || ![NEWS, CHANGE]
            .iter()
            .any(|label| seen.exchanges(label).any(|reply| is_told(&reply)))
    {
        return Err(Verdict::inconclusive(
            "the subscriber itself was not told of the change",
        ));
    }
    others.advise(!is_told(&others), || {
        "a session was told of a change that another one is subscribed to".to_owned()
    })
}
