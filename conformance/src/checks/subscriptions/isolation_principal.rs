use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::changes::seen as changes;
use crate::probes::changes::{OTHERS_LISTEN, OWN_CHANGES, updated};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "subscriptions.isolation-principal",
    requirements: &["SUB-ISOLATION-PRINCIPAL"],
    summary: "nobody is told of changes to what belongs to another user",
    severity: Severity::Critical,
    probe: &OWN_CHANGES,
    needs: &[],
    judge,
    remedy: "Look at who listens before an update is sent, and at the whole URI that was asked for.",
    classes: &["CWE-863", "CWE-488", "LLM02:2025", "MCP07:2025"],
    examples: &[
        passes(
            r#"note: changed-resource n/a
note: other-resource n/b
alive | 200 | ok
first-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | left
first-changes-own | 200 | ok"#,
        ),
        fails(
            r#"note: changed-resource n/a
note: other-resource n/b
alive | 200 | ok
first-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
second-listens-for-own | 200 | event {"method":"notifications/subscriptions/acknowledged","params":{}} | event {"method":"notifications/resources/updated","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":1},"uri":"n/a"}}
first-changes-own | 200 | ok"#,
            "was told of a change to what belongs to another user",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let uri = super::told_of_own(seen)?;
    if changes::acknowledged(seen, OTHERS_LISTEN).is_none() {
        let got = seen.exchange(OTHERS_LISTEN)?.describe();
        return Err(Verdict::inconclusive(format!(
            "the second user's subscription got {got}"
        )));
    }
    for (reply, message) in changes::told(seen, OTHERS_LISTEN) {
        reply.require(updated(&message) != Some(uri), || {
            "somebody who listens for their own was told of a change to what belongs to another user"
                .to_owned()
        })?;
    }
    changes::listened_on(seen, OTHERS_LISTEN)
}
