use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{BARRIER_UNHEARD, CHANGE_UNHEARD, CHANGES, NEWS, NEWS_UNHEARD};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "resources.updated-only-to-subscribers",
    requirements: &["RES-UPDATED-WITHOUT-SUBSCRIPTION"],
    summary: "nobody is told of changes who is not subscribed",
    severity: Severity::Low,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Keep the subscriptions of each session, and send updates to those that have one.",
    classes: &[],
    examples: &[
        passes(
            r#"note: changed-resource u
note: other-resource v
note: updates-before-subscription 0
alive | 200 | ok
news | no id | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change-unheard | 200 | ok
barrier-unheard | 200 | ok
subscribe | 200 | ok
change | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
note: updates-before-subscription 1
alive | 200 | ok
news | no id | 200 | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
change-unheard | 200 | ok
barrier-unheard | 200 | ok
subscribe | 200 | ok
change | 200 | ok"#,
            "told of a change without a subscription",
        ),
        fails(
            r#"in: 2025-11-25 stdio
note: changed-resource u
note: other-resource v
alive | ok
change-unheard | line {"method":"notifications/resources/updated","params":{"uri":"u"}} | ok
barrier-unheard | ok
subscribe | ok
change | ok"#,
            "told of a change without a subscription",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let uri = changes::changed(seen)?;
    changes::may_be_told(seen)?;
    changes::was_made(seen, CHANGE_UNHEARD)?;
    seen.control(BARRIER_UNHEARD)?;
    let unheard = seen.note(NEWS_UNHEARD).unwrap_or("0");
    if let Ok(news) = seen.exchange(NEWS) {
        news.require(unheard == "0", says)?;
    }
    for label in [CHANGE_UNHEARD, BARRIER_UNHEARD] {
        for reply in seen.exchanges(label) {
            reply.require(!changes::tells(&reply, uri), says)?;
        }
    }
    if changes::is_told_to_subscriber(seen, uri) {
        Ok(())
    } else {
        Err(Verdict::inconclusive(
            "a subscriber was not told of a change, either",
        ))
    }
}

fn says() -> String {
    "told of a change without a subscription".to_owned()
}
