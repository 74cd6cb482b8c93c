use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{CURIOUS_LISTEN, NOTHING_LISTEN, OWN_CHANGES};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "subscriptions.unauthorised-uri",
    requirements: &["SUB-UNAUTHORISED-URI"],
    summary: "listening for what belongs to another user discloses nothing",
    severity: Severity::Critical,
    probe: &OWN_CHANGES,
    needs: &[],
    judge,
    remedy: "Check whether the caller may read a resource before its URI is acknowledged, and again before an update is sent.",
    classes: &["CWE-639", "CWE-863", "LLM02:2025", "MCP07:2025"],
    examples: &[
        passes(
            r#"note: changed-resource n/a
note: other-resource n/b
alive | 200 | ok
first-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-first-users | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
second-listens-for-nobodys | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
first-changes-own | 200 | ok"#,
        ),
        passes(
            r#"note: changed-resource n/a
note: other-resource n/b
alive | 200 | ok
first-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-first-users | 400 | error -32602
second-listens-for-nobodys | 400 | error -32602
first-changes-own | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource n/a
note: other-resource n/b
alive | 200 | ok
first-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-first-users | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-nobodys | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}}
first-changes-own | 200 | ok"#,
            "was told of changes to what belongs to another user",
        ),
        fails(
            r#"note: changed-resource n/a
note: other-resource n/b
alive | 200 | ok
first-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-first-users | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{"resourceSubscriptions":["n/a"]}}}
second-listens-for-nobodys | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{"notifications":{"resourceSubscriptions":[]}}}
first-changes-own | 200 | ok"#,
            "the acknowledgment tells that a resource of another user exists",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let uri = super::told_of_own(seen)?;
    let curious = seen.reply(CURIOUS_LISTEN)?;
    let told = changes::told_uris(seen, CURIOUS_LISTEN)
        .iter()
        .any(|told| told == uri);
    curious.require(!told, || {
        "whoever listens for it was told of changes to what belongs to another user".to_owned()
    })?;
    let nothing = seen.reply(NOTHING_LISTEN)?;
    if !nothing.is_denied() && changes::acknowledged(seen, NOTHING_LISTEN).is_none() {
        let why = format!("\"{NOTHING_LISTEN}\" got {}", nothing.describe());
        return Err(Verdict::inconclusive(why));
    }
    // A server that agrees to everything tells nothing by that.
    let names = |reply: &Reply<'_>| {
        let agreed = changes::acknowledgment(reply).unwrap_or_default();
        let uris = agreed["notifications"]["resourceSubscriptions"].as_array();
        uris.is_some_and(|uris| !uris.is_empty())
    };
    // It was asked for before and after, so that what is refused for other reasons does not count.
    let reveals = seen.exchanges(CURIOUS_LISTEN).all(|reply| names(&reply)) && !names(&nothing);
    curious.advise(!reveals, || {
        "the acknowledgment tells that a resource of another user exists".to_owned()
    })
}
