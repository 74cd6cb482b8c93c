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
    let replies: Vec<_> = seen.exchanges(DISCOVER).collect();
    let mut changes = 0;
    for pair in replies.windows(2) {
        pair[1].answered()?;
        let (Some(before), Some(after)) = (reported(&pair[0]), reported(&pair[1])) else {
            return Err(Verdict::inconclusive("a later discovery was not served"));
        };
        changes += usize::from(before != after);
        // One change may be a change of the server itself; a change back and forth is not.
        pair[1].require(changes < 2, || {
            "capabilities or versions change between discoveries, and back".to_owned()
        })?;
    }
    if changes == 0 && replies.len() > 2 {
        return Ok(());
    }
    Err(Verdict::inconclusive(
        "capabilities or versions changed once, or were asked for too rarely",
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
