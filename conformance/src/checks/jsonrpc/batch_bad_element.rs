use serde_json::json;

use super::items;
use super::{all_answered, answers_to};
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::batch::{BAD_ELEMENT, BATCH, BESIDE_BAD, CONTROL, PAIR, PAIR_IDS, SAFE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-bad-element",
    requirements: &["BATCH-INVALID-ELEMENT"],
    summary: "what is no message in an array gets an error, and the requests beside it their responses",
    severity: Severity::Low,
    probe: &BATCH,
    needs: &[],
    judge,
    remedy: "Read the elements of an array one by one: put an error -32600 with a null id where one cannot be read, and go on.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
number-and-ping | no id | 200 | [{"jsonrpc":"2.0","id":null,"error":{"code":-32600,"message":"no"}},{"jsonrpc":"2.0","id":"beside-number","result":{}}]"#,
        ),
        fails(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
number-and-ping | no id | 202"#,
            "a number in an array kept the ping beside it from being answered",
        ),
        fails(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]
number-and-ping | no id | 200 | [{"jsonrpc":"2.0","id":"beside-number","result":{}}]"#,
            "nothing was said of a number in an array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    if all_answered(seen, PAIR, PAIR_IDS).is_err() {
        return Err(Verdict::inconclusive("an array of two pings was not answered"));
    }
    let reply = seen.exchange(BAD_ELEMENT)?;
    let served = answers_to(seen, &json!(BESIDE_BAD))
        .iter()
        .any(|answer| answer.get("result").is_some());
    if !served {
        reply.answered()?;
        // Whether an array is refused as a whole for one of its elements is left to the target.
        if reply.is_denied() {
            return Ok(());
        }
    }
    reply.advise(served, || {
        "a number in an array kept the ping beside it from being answered".to_owned()
    })?;
    reply.advise(says_no(&reply), || {
        "nothing was said of a number in an array".to_owned()
    })
}

/// Whether an error is among what came, alone or in an array.
fn says_no(reply: &Reply<'_>) -> bool {
    items(reply).any(|item| item.get("error").is_some())
}
