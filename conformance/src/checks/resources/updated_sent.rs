use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CHANGE, CHANGES, LISTEN, NEWS, SUBSCRIBE};
use crate::transcript::Transcript;

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
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | left
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
    if seen.head.cell.revision.is_modern() {
        if changes::acknowledged(seen, LISTEN).is_none() || changes::leaves_out(seen, LISTEN, uri) {
            let why = "the subscription to the resource was not acknowledged";
            return Err(Verdict::inconclusive(why));
        }
    } else {
        changes::may_be_told(seen)?;
        seen.control(SUBSCRIBE)?;
    }
    changes::was_made(seen, CHANGE)?;
    let is_told = changes::is_told_to_subscriber(seen, uri);
    let mut streams = [NEWS, LISTEN].into_iter().flat_map(|label| seen.exchanges(label));
    if !is_told && streams.any(|stream| changes::was_ended(seen, &stream)) {
        return Err(Verdict::inconclusive(
            "the target ended the stream that it would have told on",
        ));
    }
    seen.exchange(CHANGE)?
        .advise(is_told, || "a subscriber was not told of a change".to_owned())
}
