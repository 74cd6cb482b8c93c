use super::results;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "caching.hints-present",
    requirements: &["CACHE-HINTS-PRESENT"],
    summary: "results that can be cached carry ttlMs and cacheScope",
    severity: Severity::Low,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Add `ttlMs` and `cacheScope` to the results of discovery, of every list, and of `resources/read`.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"ttlMs":0,"cacheScope":"private"}}"#,
        ),
        fails(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"ttlMs":0}}"#,
            "a result of tools/list has no cacheScope",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, method, result) in results(seen)? {
        for hint in ["ttlMs", "cacheScope"] {
            reply.require(result.get(hint).is_some(), || {
                format!("a result of {method} has no {hint}")
            })?;
        }
    }
    Ok(())
}
