//! The checks: one a file, one table an area, in written order.

use crate::check::{Check, Judgement, Verdict};
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub mod authorization;
pub mod caching;
pub mod cancellation;
pub mod completion;
pub mod discover;
pub mod headers;
pub mod jsonrpc;
pub mod lifecycle;
pub mod meta;
pub mod mrtr;
pub mod pagination;
pub mod ping;
pub mod prompts;
pub mod resources;
pub mod resumption;
pub mod schema;
pub mod security;
pub mod session;
pub mod subscriptions;
pub mod tools;
pub mod transport_http;
pub mod transport_stdio;
pub mod versioning;

/// Every area's checks, in the order of reports.
static AREAS: &[&[&Check]] = &[
    jsonrpc::CHECKS,
    lifecycle::CHECKS,
    versioning::CHECKS,
    discover::CHECKS,
    meta::CHECKS,
    headers::CHECKS,
    transport_http::CHECKS,
    transport_stdio::CHECKS,
    authorization::CHECKS,
    security::CHECKS,
    session::CHECKS,
    resumption::CHECKS,
    mrtr::CHECKS,
    subscriptions::CHECKS,
    tools::CHECKS,
    resources::CHECKS,
    prompts::CHECKS,
    completion::CHECKS,
    pagination::CHECKS,
    caching::CHECKS,
    cancellation::CHECKS,
    ping::CHECKS,
    schema::CHECKS,
];

/// Every check, area by area, in written order.
pub fn all() -> impl Iterator<Item = &'static Check> {
    AREAS.iter().flat_map(|area| area.iter().copied())
}

/// The check with this id.
pub fn find(id: &str) -> Option<&'static Check> {
    all().find(|check| check.id == id)
}

/// Holds that a request was refused; `what` names what was wrong with it. An answer that is neither
/// service nor refusal (a 500, a redirect) proves nothing, and is inconclusive.
pub fn refused(reply: &Reply<'_>, what: &str) -> Judgement {
    reply.require(!reply.is_served(), || {
        format!("answered {} to {what}", reply.describe())
    })?;
    if reply.is_refused() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to {what}, which is no refusal",
        reply.describe()
    )))
}

/// The verdict where there is nothing of the kind to look at: not applicable, unless nothing was served at
/// all or the conversation ended early.
pub fn absent(seen: &Transcript, why: &str) -> Verdict {
    let halted = seen.head.probe != WHOLE_RUN.name && seen.note("halt").is_some();
    if halted || !seen.all_exchanges().any(|reply| reply.is_served()) {
        return Verdict::inconclusive(format!("{why}, but not all could be looked at"));
    }
    Verdict::not_applicable(why)
}

/// Holds that every complete result under `label` is well formed. `what` names such a result in findings, and
/// `none_listed` says why there may be none.
pub fn well_formed_results(
    seen: &Transcript,
    label: &str,
    what: &str,
    none_listed: &str,
    violation: impl Fn(&serde_json::Value) -> Option<String>,
) -> Judgement {
    let mut looked_at = 0;
    for reply in seen.exchanges(label).filter(Reply::is_served) {
        let result = reply.result().unwrap_or_default();
        if result.get("resultType").is_some_and(|kind| kind != "complete") {
            continue;
        }
        looked_at += 1;
        if let Some(wrong) = violation(&result) {
            return Err(Verdict::Fail(
                reply.finding(format!("{what} is malformed: {wrong}")),
            ));
        }
    }
    match seen.reply(label) {
        Ok(_) if looked_at > 0 => Ok(()),
        Ok(first) => Err(Verdict::inconclusive(format!(
            "no complete result came: {}",
            first.describe()
        ))),
        Err(_) => Err(Verdict::not_applicable(none_listed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_passes_and_fails_its_examples() {
        for check in all() {
            let passing = check
                .examples
                .iter()
                .filter(|example| example.says.is_none())
                .count();
            assert!(
                passing > 0 && passing < check.examples.len(),
                "{} needs an example of each kind",
                check.id
            );
            for example in check.examples {
                let transcript = crate::example::read(check, example.transcript)
                    .unwrap_or_else(|error| panic!("{}: {error}", check.id));
                match (check.judge(&transcript), example.says) {
                    (Ok(()), None) => {}
                    (Err(Verdict::Fail(finding) | Verdict::Warn(finding)), Some(says)) => {
                        assert!(
                            finding.says.contains(says),
                            "{}: {:?} does not say {says:?}",
                            check.id,
                            finding.says
                        );
                    }
                    (judgement, _) => panic!("{}: {judgement:?} on\n{}", check.id, example.transcript),
                }
            }
        }
    }
}
