use std::collections::BTreeMap;

use crate::check::Verdict;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::features::{ALIVE, READ, RESOURCES};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "resources.listed-readable",
    requirements: &["RES-LISTED-READABLE"],
    summary: "listed resources can be read",
    severity: Severity::Low,
    probe: &RESOURCES,
    needs: &[],
    judge,
    remedy: "List only what can be read by whoever lists it.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            read | sent {"params":{"uri":"a:b"}} | 200 | ok
            read | sent {"params":{"uri":"a:c"}} | 200 | error -32603
            read | sent {"params":{"uri":"a:c"}} | 200 | ok"#,
        ),
        fails(
            r#"alive | 200 | ok
            read | sent {"params":{"uri":"a:b"}} | 200 | error -32002
            read | sent {"params":{"uri":"a:b"}} | 200 | error -32002"#,
            r#"the resource "a:b" is listed, and reading it got 200 with error -32002"#,
        ),
    ],
};

/// What is refused is read once more: the last answer counts.
fn judge(seen: &Transcript) -> Judgement {
    seen.control(ALIVE)?;
    let mut last: BTreeMap<String, Reply<'_>> = BTreeMap::new();
    for reply in seen.exchanges(READ) {
        let sent = reply.sent_message().member("params");
        let uri = sent.and_then(|params| params["uri"].as_str()).unwrap_or_default();
        last.insert(uri.to_owned(), reply);
    }
    if last.is_empty() {
        return Err(Verdict::not_applicable("no resource is listed"));
    }
    for (uri, reply) in last {
        reply.answered()?;
        reply.advise(!reply.is_refused(), || {
            format!(
                "the resource {uri:?} is listed, and reading it got {}",
                reply.describe()
            )
        })?;
    }
    Ok(())
}
