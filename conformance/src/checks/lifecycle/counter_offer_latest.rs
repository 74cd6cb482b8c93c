use super::version_echo::negotiated;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE, UNKNOWN_VERSIONS};
use crate::revision::Revision;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.counter-offer-latest",
    requirements: &["LIFE-VERSION-LATEST"],
    summary: "the version offered instead is the newest",
    severity: Severity::Low,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Offer the newest version that the server speaks.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"revisions":["2025-06-18","2025-11-25","2026-07-28"]}
initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}"#,
        ),
        fails(
            r#"facts: {"revisions":["2025-06-18","2025-11-25"]}
initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}"#,
            "offered 2025-06-18, which is not the newest",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let spoken = seen
        .head
        .facts
        .revisions
        .iter()
        .filter_map(|name| name.parse::<Revision>().ok());
    let newest = spoken.filter(|revision| !revision.is_modern()).max();
    let replies = UNKNOWN_VERSIONS
        .iter()
        .flat_map(|(label, _)| seen.exchanges(label));
    let offers = replies.filter_map(|reply| {
        let (_, offered) = negotiated(&reply)?;
        Some((reply, offered.parse::<Revision>().ok()?))
    });
    let mut met = false;
    for (reply, offered) in offers {
        met = true;
        let latest = newest.is_none_or(|newest| offered >= newest);
        reply.advise(latest, || {
            format!("offered {offered}, which is not the newest that it speaks")
        })?;
    }
    if met && newest.is_some() {
        Ok(())
    } else {
        Err(Verdict::not_applicable("the target offered no known version"))
    }
}
