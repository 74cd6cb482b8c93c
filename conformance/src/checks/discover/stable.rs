use super::discovered;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::versioning::{DISCOVER, DISCOVERY};
use crate::transcript::{Reply, Transcript};
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "discover.stable",
    requirements: &["DISC-STABLE-ACROSS-CONNECTIONS"],
    summary: "discovery does not depend on the connection or on earlier requests",
    severity: Severity::Medium,
    probe: &DISCOVERY,
    needs: &[],
    judge,
    remedy: "Compute the answer to `server/discover` from the server's configuration and the caller's rights alone.",
    classes: &[],
    examples: &[
        passes(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}"#,
        ),
        fails(
            r#"served | 200 | ok
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{}}}
discover | 200 | {"jsonrpc":"2.0","id":1,"result":{"capabilities":{"tools":{}}}}"#,
            "change between discoveries, and back",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    discovered(seen)?;
    let mut earlier: Vec<(Vec<String>, Value)> = Vec::new();
    for reply in seen.exchanges(DISCOVER) {
        reply.answered()?;
        let Some(now) = reported(&reply) else {
            return Err(Verdict::inconclusive("a later discovery was not served"));
        };
        // A change may be one of the server itself, whose parts come one by one; a change back is not.
        let comes_back = earlier.last() != Some(&now) && earlier.contains(&now);
        reply.require(!comes_back, || {
            "capabilities or versions change between discoveries, and back".to_owned()
        })?;
        earlier.push(now);
    }
    if earlier.len() > 2 && earlier.iter().all(|other| *other == earlier[0]) {
        return Ok(());
    }
    Err(Verdict::inconclusive(
        "capabilities or versions changed, or were asked for too rarely",
    ))
}

/// Versions and capabilities, in no order.
fn reported(reply: &Reply<'_>) -> Option<(Vec<String>, Value)> {
    let result = reply.result().filter(|_| reply.is_served())?;
    let versions = result["supportedVersions"].as_array().into_iter().flatten();
    let mut versions: Vec<_> = versions.map(Value::to_string).collect();
    versions.sort();
    Some((versions, result["capabilities"].clone()))
}
