use serde_json::json;

use super::items;
use super::{all_answered, answers_to};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::batch::{BATCH, CONTROL, MIXED, MIXED_IDS, PAIR, PAIR_IDS, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-answered-by-request",
    requirements: &["BATCH-RESPONSE-PER-REQUEST"],
    summary: "each request in an array gets one response, and each notification none",
    severity: Severity::Medium,
    probe: &BATCH,
    needs: &[],
    judge,
    remedy: "Collect one response for each request of the array, errors too, and nothing for its notifications.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
mixed | no id | 200 | [{"jsonrpc":"2.0","id":"mixed-1","result":{}},{"jsonrpc":"2.0","id":"mixed-unknown","error":{"code":-32601,"message":"no"}},{"jsonrpc":"2.0","id":"mixed-2","result":{}}]"#,
        ),
        fails(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
mixed | no id | 200 | [{"jsonrpc":"2.0","id":"mixed-1","result":{}},{"jsonrpc":"2.0","id":"mixed-2","result":{}}]"#,
            r#"the request "mixed-unknown" of an array got 0 responses"#,
        ),
        fails(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
mixed | no id | 200 | [{"jsonrpc":"2.0","id":"mixed-1","result":{}},{"jsonrpc":"2.0","id":"mixed-unknown","error":{"code":-32601,"message":"no"}},{"jsonrpc":"2.0","id":null,"result":{}},{"jsonrpc":"2.0","id":"mixed-2","result":{}}]"#,
            "a notification in an array was answered",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    if all_answered(seen, PAIR, PAIR_IDS).is_err() {
        return Err(Verdict::inconclusive("an array of two pings was not answered"));
    }
    let reply = seen.exchange(MIXED)?;
    for id in MIXED_IDS {
        let count = answers_to(seen, &json!(id)).len();
        if count == 0 {
            reply.answered()?;
        }
        reply.advise(count == 1, || {
            format!("the request {id:?} of an array got {count} responses")
        })?;
    }
    let unnamed = items(&reply).any(|message| message.get("id").is_some_and(serde_json::Value::is_null));
    reply.advise(!unnamed, || "a notification in an array was answered".to_owned())
}
