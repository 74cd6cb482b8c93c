use super::version_echo::negotiated;
use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::lifecycle::{INITIALIZE, LIFECYCLE, OFFERED, UNKNOWN_VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "lifecycle.offer-usable",
    requirements: &["LIFE-VERSION-OFFER-USABLE"],
    summary: "the version offered instead is agreed to when it is asked for",
    severity: Severity::Medium,
    probe: &LIFECYCLE,
    needs: &[],
    judge,
    remedy: "Offer only versions with which the server also completes a handshake.",
    classes: &[],
    examples: &[
        passes(
            r#"initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}
version-offered | sent {"params":{"protocolVersion":"2025-06-18"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}"#,
        ),
        fails(
            r#"initialize | 200 | ok
version-future | sent {"params":{"protocolVersion":"2099-12-31"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-06-18"}}
version-offered | sent {"params":{"protocolVersion":"2025-06-18"}} | 200 | {"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25"}}"#,
            r#"asked for "2025-06-18", which it had offered, it answered "2025-11-25""#,
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(INITIALIZE)?;
    let replies = UNKNOWN_VERSIONS
        .iter()
        .flat_map(|(label, _)| seen.exchanges(label));
    let Some((_, offered)) = replies.filter_map(|reply| negotiated(&reply)).last() else {
        return Err(Verdict::not_applicable("the target offered no version"));
    };
    let ours = offered == seen.head.cell.revision.as_str();
    let reply = seen.reply(if ours { INITIALIZE } else { OFFERED })?;
    let agreed = negotiated(&reply).map(|(_, agreed)| agreed);
    reply.require(agreed.as_ref() == Some(&offered), || match agreed {
        Some(agreed) => format!("asked for {offered:?}, which it had offered, it answered {agreed:?}"),
        None => format!(
            "asked for {offered:?}, which it had offered, it answered {}",
            reply.describe()
        ),
    })
}
