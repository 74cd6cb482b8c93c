use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::sent_messages;
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "lifecycle.version-echo",
    requirements: &["LIFE-VERSION-ECHO"],
    summary: "a version that the server speaks is agreed to when it is asked for",
    severity: Severity::High,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Look the requested version up among those that the server speaks, and return it unchanged if it is there.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"revisions":["2025-11-25"]}
initialize | sent {"params":{"protocolVersion":"2025-11-25"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{"tools":{"listChanged":true}},"serverInfo":{"name":"s","version":"1"}}}"#,
        ),
        fails(
            r#"facts: {"revisions":["2025-11-25"]}
initialize | sent {"params":{"protocolVersion":"2025-11-25"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-03-26"}}"#,
            r#"asked for 2025-11-25, which it speaks, it answered "2025-03-26""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let mut met = false;
    for reply in seen.all_exchanges() {
        let Some((asked, agreed)) = negotiated(&reply) else {
            continue;
        };
        if seen.head.facts.revisions.contains(&asked) {
            met = true;
            reply.require(asked == agreed, || {
                format!("asked for {asked}, which it speaks, it answered {agreed:?}")
            })?;
        }
    }
    if met {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no version that it speaks was asked for"))
    }
}

/// The version that an initialize asked for, and the one in its result.
pub(super) fn negotiated(reply: &Reply<'_>) -> Option<(String, String)> {
    let sent = sent_messages(reply).into_iter().next()?;
    let asked = sent["params"]["protocolVersion"].as_str()?.to_owned();
    let agreed = reply.result().filter(|_| reply.is_served())?["protocolVersion"]
        .as_str()?
        .to_owned();
    Some((asked, agreed))
}
