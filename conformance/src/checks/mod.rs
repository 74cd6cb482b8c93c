//! The checks: one a file, one table an area, in written order.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::probes::WHOLE_RUN;
use crate::probes::connections::Listed;
use crate::revision::Transport;
use crate::transcript::{End, Reply, Transcript};

pub mod authorization;
pub mod caching;
pub mod cancellation;
pub mod completion;
pub mod discover;
pub mod elicitation;
pub mod extensions;
pub mod headers;
pub mod jsonrpc;
pub mod lifecycle;
pub mod logging;
pub mod meta;
pub mod mrtr;
pub mod pagination;
pub mod ping;
pub mod progress;
pub mod prompts;
pub mod resources;
pub mod resumption;
pub mod sampling;
pub mod schema;
pub mod security;
pub mod server_requests;
pub mod session;
pub mod subscriptions;
pub mod tasks;
pub mod tools;
pub mod transport_http;
pub mod transport_sse;
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
    transport_sse::CHECKS,
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
    logging::CHECKS,
    server_requests::CHECKS,
    sampling::CHECKS,
    elicitation::CHECKS,
    pagination::CHECKS,
    caching::CHECKS,
    cancellation::CHECKS,
    ping::CHECKS,
    progress::CHECKS,
    schema::CHECKS,
    tasks::CHECKS,
    extensions::CHECKS,
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
/// service nor refusal (a 500, an internal error, a redirect) proves nothing, and is inconclusive.
pub fn refused(reply: &Reply<'_>, what: &str) -> Judgement {
    reply.require(!reply.is_served(), || {
        format!("answered {} to {what}", reply.describe())
    })?;
    if reply.is_denied() {
        return Ok(());
    }
    Err(Verdict::inconclusive(format!(
        "answered {} to {what}, which is no refusal",
        reply.describe()
    )))
}

/// Controls that follow one another before one of them is late for good: a target that is only slow answers the second.
const LATE: usize = 2;

/// The control that shows that the target is gone, of those that followed the same hostile thing. One that is late may
/// have met a slow target, and over HTTP one lost connection a worker that was replaced.
pub fn answers_no_more<'r, 't>(seen: &Transcript, controls: &'r [Reply<'t>]) -> Option<&'r Reply<'t>> {
    let is_gone = |reply: &&Reply<'_>| {
        let is_cut = matches!(reply.end, Some(End::Closed | End::Unreachable | End::Malformed));
        is_cut && reply.answered().is_err()
    };
    let are_late = controls.len() >= LATE && controls.iter().all(Reply::is_late);
    let gone = if seen.head.cell.transport == Transport::Stdio {
        controls.iter().find(is_gone)
    } else {
        controls.last().filter(is_gone)
    };
    gone.or_else(|| controls.first().filter(|_| are_late))
}

/// Holds that the target went on answering after each hostile thing, where it answered before the first of them.
pub fn answered_on(seen: &Transcript, control: &str, hostile: &[(&str, &str)]) -> Judgement {
    let named = |reply: &Reply<'_>| hostile.iter().find(|(label, _)| *label == reply.label);
    let everything: Vec<_> = seen.all_exchanges().collect();
    let first = everything.iter().position(|reply| named(reply).is_some());
    let before = &everything[..first.unwrap_or(everything.len())];
    let mut before = before.iter().filter(|reply| reply.label == control);
    before.try_for_each(Reply::answered)?;
    for (place, reply) in everything.iter().enumerate() {
        let Some((_, what)) = named(reply) else { continue };
        let after = everything[place + 1..].iter();
        let controls: Vec<_> = after
            .take_while(|reply| named(reply).is_none())
            .filter(|reply| reply.label == control)
            .cloned()
            .collect();
        if let Some(gone) = answers_no_more(seen, &controls) {
            let says = format!("after {what} the target answers no more: {}", gone.describe());
            let mut finding = gone.finding(says);
            finding.evidence.insert(0, reply.exchange);
            return Err(Verdict::Fail(finding));
        }
        controls.iter().try_for_each(Reply::answered)?;
    }
    Ok(())
}

/// Holds that the target went on working after each hostile thing: a control precedes and follows each of them.
pub fn hostile_survived(seen: &Transcript, control: &str, hostile: &[(&str, &str)]) -> Judgement {
    answered_on(seen, control, hostile)?;
    seen.control(control)?;
    not_halted(seen)?;
    for (label, _) in hostile {
        for reply in seen.exchanges(label) {
            reply.answered()?;
        }
    }
    Ok(())
}

/// Holds that the conversation went on to its end: what was not tried shows nothing.
pub fn not_halted(seen: &Transcript) -> Judgement {
    match seen.note("halt") {
        Some(why) => Err(Verdict::inconclusive(format!(
            "the conversation ended early: {why}"
        ))),
        None => Ok(()),
    }
}

/// How a list may not vary.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Varies {
    /// From one fresh connection to the next.
    BetweenFresh,
    /// From a fresh connection to the same one after it was used.
    WithUse,
    /// In either way.
    Anyhow,
}

/// Holds that a list does not vary with the connection. A change that every connection sees from then on is the
/// server's own and proves nothing.
pub fn on_connections(seen: &Transcript, listed: &Listed, varies: Varies) -> Judgement {
    let mut fresh: Vec<Vec<Value>> = Vec::new();
    let mut used: Vec<(Reply<'_>, usize, Vec<Value>)> = Vec::new();
    let mut changes = 0;
    for reply in seen.all_exchanges() {
        if reply.label != listed.fresh && reply.label != listed.used {
            continue;
        }
        reply.answered()?;
        let Some(names) = names(&reply, listed) else {
            let why = format!("{} got {}", listed.method, reply.describe());
            return Err(Verdict::inconclusive(why));
        };
        if reply.label == listed.used {
            used.push((reply, fresh.len(), names));
            continue;
        }
        changes += usize::from(fresh.last().is_some_and(|last| *last != names));
        // What only grows changes each time, and never comes back.
        let mut others = fresh.iter().rev().skip_while(|last| **last == names);
        let comes_back = others.any(|earlier| *earlier == names);
        reply.require(!comes_back || varies == Varies::WithUse, || {
            format!(
                "{} changes from connection to connection, and back",
                listed.method
            )
        })?;
        fresh.push(names);
    }
    let before = |following: &usize| following.checked_sub(1).and_then(|at| fresh.get(at));
    let comparable = used.iter().filter(|(_, following, _)| {
        before(following).is_some() && before(following) == fresh.get(*following)
    });
    let differing: Vec<_> = comparable
        .clone()
        .filter(|(_, following, names)| before(following) != Some(names))
        .collect();
    if let Some((reply, ..)) = differing.first().filter(|_| varies != Varies::BetweenFresh) {
        // What differs once may have come and gone.
        if differing.len() < comparable.count() {
            let why = format!("{} differs with use some of the time", listed.method);
            return Err(Verdict::inconclusive(why));
        }
        reply.require(false, || {
            format!(
                "{} shows another set on a connection that was used",
                listed.method
            )
        })?;
    }
    match (fresh.len(), changes) {
        (0 | 1, _) => Err(absent(seen, "the list was not asked for on two connections")),
        (_, 0) => Ok(()),
        (_, _) => Err(Verdict::inconclusive("the list changed for every connection")),
    }
}

/// The names on a page, sorted: what order it has is another check's business.
fn names(reply: &Reply<'_>, listed: &Listed) -> Option<Vec<Value>> {
    let result = reply.result().filter(|_| reply.is_served())?;
    let items = result[listed.member].as_array()?;
    let mut names: Vec<_> = items.iter().map(|item| item[listed.name].clone()).collect();
    names.sort_by_cached_key(Value::to_string);
    Some(names)
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

/// Holds `judge` for every result of a method that is relevant, wherever in the run it was asked for.
pub(crate) fn for_results(
    seen: &Transcript,
    method: &str,
    what: &str,
    relevant: impl Fn(&Reply<'_>, &Value) -> bool,
    judge: impl Fn(&Reply<'_>, &Value) -> Judgement,
) -> Judgement {
    let mut met = false;
    for reply in seen.all_exchanges() {
        if reply.sent_message().method() != Some(method) || !reply.is_served() {
            continue;
        }
        if let Some(result) = reply.result().filter(|result| relevant(&reply, result)) {
            met = true;
            judge(&reply, result)?;
        }
    }
    if met {
        Ok(())
    } else {
        Err(absent(seen, &format!("no {what} was seen")))
    }
}

/// Members whose content is the application's.
pub(crate) const FOREIGN: &[&str] = &[
    "structuredContent",
    "inputSchema",
    "outputSchema",
    "data",
    "arguments",
];

/// Shows every member at any depth, except in what is the application's or named in `besides`.
pub(crate) fn within<'v>(value: &'v Value, besides: &[&str], show: &mut impl FnMut(&str, &'v Value)) {
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                if !FOREIGN.contains(&name.as_str()) && !besides.contains(&name.as_str()) {
                    show(name, member);
                    within(member, besides, show);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| within(item, besides, show)),
        _ => {}
    }
}

/// Holds that every complete result under `label` is well formed. `what` names such a result in findings, and
/// `none_listed` says why there may be none.
pub fn well_formed_results(
    seen: &Transcript,
    label: &str,
    what: &str,
    none_listed: &str,
    violation: impl Fn(&Value) -> Option<String>,
) -> Judgement {
    let mut looked_at = 0;
    for reply in seen.exchanges(label).filter(Reply::is_served) {
        let result = reply.result().unwrap_or_default();
        if result.get("resultType").is_some_and(|kind| kind != "complete") {
            continue;
        }
        looked_at += 1;
        if let Some(wrong) = violation(result) {
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
    use std::fmt::Write as _;

    use super::*;

    #[test]
    fn one_control_that_is_late_accuses_nobody() {
        let raced = "before-race | ok\nrace | no id | nothing-due";
        let read = "resources-listed | ok\nuri-empty | error -32602";
        for (id, hostile, control) in [
            ("cancellation.race-safe", raced, "after-race"),
            ("resources.uri-validated", read, "resources-listed"),
        ] {
            let check = find(id).expect("there is such a check");
            let judged = |ends: &[&str]| {
                let mut text = format!("in: 2025-11-25 stdio\n{hostile}");
                for end in ends {
                    let _ = write!(text, "\n{control} | {end}");
                }
                check.judge(&crate::example::read(check, &text).expect("it is an example"))
            };
            for slow in [judged(&["timed-out", "ok"]), judged(&["timed-out"])] {
                assert!(matches!(slow, Err(Verdict::Inconclusive(_))), "{id}: {slow:?}");
            }
            let hung = judged(&["timed-out", "timed-out"]);
            assert!(matches!(hung, Err(Verdict::Fail(_))), "{id}: {hung:?}");
        }
    }

    #[test]
    fn every_check_passes_and_fails_its_examples() {
        let mut wrong = String::new();
        for check in all() {
            let passing = check
                .examples
                .iter()
                .filter(|example| example.says.is_none())
                .count();
            if passing == 0 || passing == check.examples.len() {
                let _ = writeln!(wrong, "{} needs an example of each kind", check.id);
            }
            for example in check.examples {
                let transcript = match crate::example::read(check, example.transcript) {
                    Ok(transcript) => transcript,
                    Err(error) => {
                        let _ = writeln!(wrong, "{}: {error}", check.id);
                        continue;
                    }
                };
                match (check.judge(&transcript), example.says) {
                    (Ok(()), None) => {}
                    (Err(Verdict::Fail(finding) | Verdict::Warn(finding)), Some(says))
                        if finding.says.contains(says) => {}
                    (judgement, says) => {
                        let (id, text) = (check.id, example.transcript);
                        let _ = writeln!(wrong, "{id}: {judgement:?} instead of {says:?} on\n{text}\n");
                    }
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }
}
