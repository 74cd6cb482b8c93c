use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::{PRINCIPALS, ROUNDS};
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "caching.public-same-for-all",
    requirements: &["CACHE-PUBLIC-VARIES"],
    summary: "a result marked public is the same for every principal",
    severity: Severity::Critical,
    probe: &PRINCIPALS,
    needs: &[],
    judge,
    remedy: "Mark a result `private` as soon as it depends on who asks: shared caches hand public results to everybody.",
    classes: &["CWE-524"],
    examples: &[
        passes(
            r#"as-a | sent {"method":"resources/read"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-b | sent {"method":"resources/read"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-a-again | sent {"method":"resources/read"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}"#,
        ),
        fails(
            r#"as-a | sent {"method":"resources/read"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}
as-b | sent {"method":"resources/read"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","contents":[{"text":"hello bob"}]}}
as-a-again | sent {"method":"resources/read"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}"#,
            "a public result of resources/read differs between two principals",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let [first, other, again] = ROUNDS.map(|label| seen.exchanges(label).collect::<Vec<_>>());
    let mut compared = false;
    for ((first, other), again) in first.iter().zip(&other).zip(&again) {
        first.answered()?;
        other.answered()?;
        again.answered()?;
        let (Some(theirs), Some(before), Some(after)) = (content(other), content(first), content(again))
        else {
            continue;
        };
        // What changes by itself says nothing about who asked.
        if before == after && before["cacheScope"] == "public" {
            let method = other.sent_method().unwrap_or_default();
            let says = || format!("a public result of {method} differs between two principals");
            other.require(theirs == before, says)?;
            compared = true;
        }
    }
    if compared {
        Ok(())
    } else {
        Err(absent(
            seen,
            "no result that both principals got is marked public",
        ))
    }
}

/// A result without what may differ from one answer to the next.
fn content(reply: &Reply<'_>) -> Option<Value> {
    let mut result = reply.result().filter(|_| reply.is_served())?.clone();
    for member in ["_meta", "ttlMs", "nextCursor"] {
        result.as_object_mut()?.shift_remove(member);
    }
    // What order a list has is another matter.
    for items in result
        .as_object_mut()?
        .values_mut()
        .filter_map(Value::as_array_mut)
    {
        items.sort_by_cached_key(Value::to_string);
    }
    Some(result)
}
