use super::all_answered;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::batch::{BATCH, CONTROL, NOTIFICATIONS, PAIR, PAIR_IDS, RESPONSES, SAFE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-notifications-accepted",
    requirements: &["BATCH-NOTIFICATIONS-202"],
    summary: "an array of notifications, or of responses, is acknowledged with 202 and nothing else",
    severity: Severity::Low,
    probe: &BATCH,
    needs: &[],
    judge,
    remedy: "Answer 202 with no body where an array holds no request.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
two-notifications | no id | 202
two-responses | no id | 400"#,
        ),
        fails(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
two-notifications | no id | 200 | []"#,
            r#"answered 200 with a body to "two-notifications""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    if all_answered(seen, PAIR, PAIR_IDS).is_err() {
        return Err(Verdict::inconclusive("an array of two pings was not answered"));
    }
    for label in [NOTIFICATIONS, RESPONSES] {
        let reply = seen.exchange(label)?;
        let bare = reply.body.is_empty() && reply.events.is_empty();
        let refusable = label == RESPONSES && (400..500).contains(&reply.status());
        if reply.status() == 202 && bare || refusable {
            reply.answered()?;
            continue;
        }
        reply.require(!reply.is_success(), || says(&reply, bare))?;
        reply.answered()?;
        return Err(Verdict::inconclusive(says(&reply, bare)));
    }
    Ok(())
}

fn says(reply: &Reply<'_>, bare: bool) -> String {
    let body = if bare { "" } else { " with a body" };
    format!("answered {}{body} to \"{}\"", reply.status(), reply.label)
}
