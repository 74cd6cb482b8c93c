use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::probes::changes::seen as changes;
use crate::probes::changes::{BEFORE_SAME, CHANGES, LISTEN, LISTEN_SAME, SAME_TOLD, TOLD, WITNESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.id-collision",
    requirements: &["SUB-ID-COLLISION"],
    summary: "connections that listen under the same id keep streams of their own",
    severity: Severity::High,
    probe: &CHANGES,
    needs: &[],
    judge,
    remedy: "Keep subscriptions by their connection, not by the id of the request: every client counts from one.",
    classes: &["CWE-639", "CWE-488"],
    examples: &[
        passes(
            r#"note: changed-resource u
note: other-resource v
note: told-before-the-other-came both
note: told-under-same-id both
note: told-after-the-other-left both
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-under-same-id | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-for-other-under-same-id | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
listen-as-witness | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
change | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
note: told-before-the-other-came both
note: told-under-same-id both
note: told-after-the-other-left both
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-under-same-id | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
listen-for-other-under-same-id | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-as-witness | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
change | 200 | ok"#,
            "a subscription brought what another one under the same id asks for",
        ),
        fails(
            r#"note: changed-resource u
note: other-resource v
note: told-before-the-other-came both
note: told-under-same-id both
note: told-after-the-other-left witness
alive | 200 | ok
listen | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-under-same-id | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"u"}}
listen-for-other-under-same-id | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
listen-as-witness | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
change | 200 | ok"#,
            "a subscription ended with another one under the same id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    changes::was_told(seen, LISTEN)?;
    let uri = changes::changed(seen)?;
    let [first, second] = LISTEN_SAME;
    if seen.exchange(second).is_err() {
        let why = "there is no other resource to listen for, or no second user to do so";
        return Err(absent(seen, why));
    }
    for label in [first, second, WITNESS] {
        if changes::acknowledged(seen, label).is_none()
            || changes::leaves_out(seen, label, uri) && label != second
        {
            let got = seen.exchange(label)?.describe();
            return Err(Verdict::inconclusive(format!("\"{label}\" got {got}")));
        }
    }
    let crossed = changes::told_uris(seen, second)
        .iter()
        .any(|told| changes::covers(uri, told));
    seen.exchange(second)?.require(!crossed, || {
        "a subscription brought what another one under the same id asks for".to_owned()
    })?;
    let first = seen.exchange(first)?;
    let says = [
        "a subscription brings nothing while there is another one under the same id",
        "a subscription ended with another one under the same id",
    ];
    let [_, witness_alone, both] = TOLD;
    let before = seen.note(BEFORE_SAME).unwrap_or_default();
    if before != both {
        // Workers may each tell their own listeners alone.
        let why = format!("of a change before there was another under the id, {before:?} was told");
        return Err(Verdict::inconclusive(why));
    }
    for (note, says) in SAME_TOLD.into_iter().zip(says) {
        let told = seen.note(note).unwrap_or_default();
        first.require(told != witness_alone, || says.to_owned())?;
        if told != both {
            let why = format!("of a change that two subscriptions ask for, {told:?} was told");
            return Err(Verdict::inconclusive(why));
        }
    }
    Ok(())
}
