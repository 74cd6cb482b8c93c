use super::version_echo::negotiated;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE, UNKNOWN_VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.no-blind-echo",
    requirements: &["LIFE-VERSION-NO-BLIND-ECHO"],
    summary: "a version that does not exist is not agreed to",
    severity: Severity::High,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Never copy the requested version into the result; choose one from the list of those implemented.",
    classes: &[],
    examples: &[
        passes(
            r#"initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}"#,
        ),
        fails(
            r#"initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2099-12-31"}}"#,
            r#"agreed to the version "2099-12-31""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let mut met = false;
    for (label, version) in UNKNOWN_VERSIONS {
        for reply in seen.exchanges(label) {
            met = true;
            reply.answered()?;
            let agreed = negotiated(&reply).is_some_and(|(_, agreed)| agreed == *version);
            reply.require(!agreed, || format!("agreed to the version {version:?}"))?;
        }
    }
    if met {
        Ok(())
    } else {
        Err(Verdict::inconclusive("no unknown version was asked for"))
    }
}
