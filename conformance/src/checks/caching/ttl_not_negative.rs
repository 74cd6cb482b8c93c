use super::results;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::absent;
use crate::probes::versioning::DISCOVERY;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "caching.ttl-not-negative",
    requirements: &["CACHE-TTL-NON-NEGATIVE"],
    summary: "ttlMs is a whole number of at least zero",
    severity: Severity::Low,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Give `ttlMs` in whole milliseconds; 0 says that a result must not be kept.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"ttlMs":0}}"#,
        ),
        fails(
            r#"served | 200 | ok
cacheable | sent {"method":"tools/list"} | 200 | {"jsonrpc":"2.0","id":1,"result":{"ttlMs":-1}}"#,
            "ttlMs of tools/list is -1",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut given = false;
    for (reply, method, result) in results(seen)? {
        let Some(ttl) = result.get("ttlMs") else { continue };
        let whole = ttl.is_u64() || ttl.as_f64().is_some_and(|ttl| ttl >= 0.0 && ttl.fract() == 0.0);
        reply.require(whole, || format!("ttlMs of {method} is {ttl}"))?;
        given = true;
    }
    if given {
        Ok(())
    } else {
        Err(absent(seen, "no result carries ttlMs"))
    }
}
