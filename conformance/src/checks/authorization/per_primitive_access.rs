use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::per_user::{FIRST, FIRST_USES, PER_USER, SECOND, SECOND_USES};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "authorization.per-primitive-access",
    requirements: &["AUTH-PER-PRIMITIVE-ACCESS"],
    summary: "what is listed for one user alone is of no use to another",
    severity: Severity::Critical,
    probe: &PER_USER,
    needs: &[],
    judge,
    remedy: "Check who asks when an item is used, not only when it is listed.",
    classes: &["CWE-639", "CWE-862", "MCP07:2025", "LLM02:2025"],
    examples: &[
        passes(
            r"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | ok
second-user-uses | 400 | error -32602",
        ),
        fails(
            r#"first-user | 200 | ok
second-user | 200 | ok
first-user-uses | 200 | ok
second-user-uses | 200 | {"id":1,"result":{"contents":[{"uri":"u","text":"t"}]}} | sent {"method":"resources/read"}"#,
            "served \"resources/read\" to a user for whom the item is not listed",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(FIRST)?;
    seen.control(SECOND)?;
    if seen.exchange(FIRST_USES).is_err() {
        return Err(super::super::absent(seen, "nothing is listed for one user alone"));
    }
    seen.control(FIRST_USES)?;
    seen.reply(SECOND_USES)?;
    for reply in seen.exchanges(SECOND_USES) {
        let method = reply.sent_method().unwrap_or_default();
        reply.require(!(reply.is_done() && gives(&reply)), || {
            format!("served {method:?} to a user for whom the item is not listed")
        })?;
        if !reply.is_refused() && !reply.is_served() {
            return Err(Verdict::inconclusive(format!(
                "{method} got {}",
                reply.describe()
            )));
        }
    }
    Ok(())
}

/// Whether there is anything in a result. Some servers answer to what does not exist with nothing.
fn gives(reply: &Reply<'_>) -> bool {
    reply.result().is_some_and(|result| {
        ["content", "contents", "messages", "structuredContent"]
            .iter()
            .any(|name| match &result[*name] {
                Value::Array(items) => !items.is_empty(),
                other => !other.is_null(),
            })
    })
}
