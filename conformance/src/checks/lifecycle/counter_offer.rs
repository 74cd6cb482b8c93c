use super::version_echo::negotiated;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::code_of;
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE, UNKNOWN_VERSIONS};
use crate::revision::Revision;
use crate::transcript::{End, Transcript};

pub static CHECK: Check = Check {
    id: "lifecycle.counter-offer",
    requirements: &["LIFE-VERSION-COUNTER-OFFER"],
    summary: "an unknown version is answered with a known one, or refused",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Answer with the newest version that the server speaks when the one asked for is unknown.",
    classes: &[],
    examples: &[
        passes(
            r#"initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}"#,
        ),
        passes("initialize | 200 | ok\nversion-future | 200 | error -32602"),
        fails(
            r#"initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2024-01-01"}}"#,
            "with one that is no revision",
        ),
        fails(
            "initialize | 200 | ok\nversion-future | 200 | error -32603",
            "answered 200 with error -32603 to an initialize with an unknown version",
        ),
        fails(
            "initialize | 200 | ok\nversion-future | closed",
            "answered closed to an initialize with an unknown version",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let mut met = false;
    for reply in UNKNOWN_VERSIONS
        .iter()
        .flat_map(|(label, _)| seen.exchanges(label))
    {
        met = true;
        let says = || {
            format!(
                "answered {} to an initialize with an unknown version",
                reply.describe()
            )
        };
        let is_cut = reply.end == Some(End::Closed) && reply.response().is_none();
        reply.require(!is_cut && (reply.status() < 500 || reply.is_busy()), says)?;
        reply.answered()?;
        match negotiated(&reply) {
            // An echo, and a result without a version, have checks of their own.
            Some((asked, offered)) if asked != offered => {
                let known = offered.parse::<Revision>().is_ok();
                reply.require(known, || {
                    "answered an unknown version with one that is no revision".to_owned()
                })?;
            }
            _ => reply.advise(reply.is_served() || code_of(&reply) == Some(INVALID_PARAMS), says)?,
        }
    }
    if met {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no unknown version was asked for"))
    }
}
