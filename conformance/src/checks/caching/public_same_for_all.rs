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
            r#"as-a | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-a | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-b | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-b | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-a-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-a-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-b-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-b-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-a-at-last | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}
as-a-at-last | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"x"}]}}"#,
        ),
        fails(
            r#"as-a | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}
as-a | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}
as-b | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello bob"}]}}
as-b | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello bob"}]}}
as-a-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}
as-a-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}
as-b-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello bob"}]}}
as-b-again | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello bob"}]}}
as-a-at-last | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}
as-a-at-last | sent {"method":"resources/read"} | 200 | {"id":1,"result":{"cacheScope":"public","contents":[{"text":"hello alice"}]}}"#,
            "a public result of resources/read differs between two principals",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    // Each was asked for twice in a row.
    let rounds = ROUNDS.map(|label| seen.exchanges(label).collect::<Vec<_>>());
    let asked = rounds.iter().map(|round| round.len() / 2).min().unwrap_or(0);
    let mut compared = false;
    for at in 0..asked {
        for reply in rounds.iter().flat_map(|round| &round[2 * at..][..2]) {
            reply.answered()?;
        }
        let each: Vec<_> = rounds
            .iter()
            .map(|round| {
                content(&round[2 * at]).filter(|first| content(&round[2 * at + 1]).as_ref() == Some(first))
            })
            .collect();
        let [Some(first), Some(other), rest @ ..] = each.as_slice() else {
            continue;
        };
        // What changes by itself, or from worker to worker, says nothing about who asked.
        let mut expected = [first, other].into_iter().cycle();
        let settled = rest.iter().all(|again| again.as_ref() == expected.next());
        if settled && first["cacheScope"] == "public" {
            let other_reply = &rounds[1][2 * at];
            let method = other_reply.sent_method().unwrap_or_default();
            let says = || format!("a public result of {method} differs between two principals");
            other_reply.require(other == first, says)?;
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
