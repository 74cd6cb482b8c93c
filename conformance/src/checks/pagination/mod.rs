//! Cursors.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::features::{ALIVE, List};
use crate::transcript::{Reply, Transcript};

mod cursor_is_string;
mod cursor_other_method;
mod cursor_other_principal;
mod cursor_tamper;
mod cursor_type;
mod invalid_cursor;
mod stable_cursors;
mod terminates;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &terminates::CHECK,
    &invalid_cursor::CHECK,
    &cursor_is_string::CHECK,
    &cursor_tamper::CHECK,
    &cursor_other_method::CHECK,
    &cursor_other_principal::CHECK,
    &cursor_type::CHECK,
    &stable_cursors::CHECK,
];

/// The pages of a list that were served.
pub(crate) fn pages<'t>(
    seen: &'t Transcript,
    list: &'static List,
) -> impl Iterator<Item = (Reply<'t>, Value)> {
    let replies = seen.exchanges(list.first).chain(seen.exchanges(list.page));
    replies
        .filter(Reply::is_served)
        .filter_map(|reply| reply.result().cloned().map(|result| (reply, result)))
}

/// Every item of a list, each with the page that it stands on. An empty list is not applicable.
pub(crate) fn listed<'t>(
    seen: &'t Transcript,
    list: &'static List,
) -> Result<Vec<(Reply<'t>, Value)>, Verdict> {
    seen.control(ALIVE)?;
    let mut items = Vec::new();
    for (reply, page) in pages(seen, list) {
        let found = page[list.member].as_array().cloned().unwrap_or_default();
        items.extend(found.into_iter().map(|item| (reply.clone(), item)));
    }
    let first = seen.reply(list.first)?;
    match items.is_empty() {
        false => Ok(items),
        true if first.is_served() => Err(Verdict::not_applicable(format!("{} lists nothing", list.method))),
        // Whether it should be there is for the checks of what is declared.
        true if first.error_code() == Some(METHOD_NOT_FOUND) => Err(Verdict::not_applicable(format!(
            "the target has no {}",
            list.method
        ))),
        true => Err(Verdict::inconclusive(format!(
            "{} got {}",
            list.method,
            first.describe()
        ))),
    }
}

/// Every item of one walk along a list, each with the page that it stands on.
pub(crate) fn walked<'t>(
    seen: &'t Transcript,
    list: &'static List,
) -> Result<Vec<(Reply<'t>, Value)>, Verdict> {
    let first = seen.reply(list.first)?.exchange;
    let mut items = listed(seen, list)?;
    items.retain(|(page, _)| page.exchange == first || page.label == list.page);
    Ok(items)
}

/// Warns of a member that two items of a list share.
pub(crate) fn unique(seen: &Transcript, list: &'static List, member: &str, what: &str) -> Judgement {
    let mut found = BTreeSet::new();
    for (page, item) in walked(seen, list)? {
        let Some(value) = item[member].as_str() else {
            continue;
        };
        page.advise(found.insert(value.to_owned()), || {
            format!("two {what} have the {member} {value:?}")
        })?;
    }
    Ok(())
}

/// Holds that what a list holds is declared. A list that is empty, or that is neither declared nor served,
/// is not applicable.
pub(crate) fn declared_where_listed(seen: &Transcript, list: &'static List) -> Judgement {
    let capability = list.capability;
    let declared = seen.head.facts.declares(capability);
    match listed(seen, list) {
        Ok(_) if !declared && seen.head.facts.opening.is_null() => Err(Verdict::inconclusive(
            "what the target declares could not be read",
        )),
        Ok(items) => {
            let first = items
                .first()
                .map_or(seen.reply(list.first)?, |(page, _)| page.clone());
            first.require(declared, || {
                format!(
                    "{} lists something, and {capability} is not declared",
                    list.method
                )
            })
        }
        Err(Verdict::Inconclusive(_)) if !declared && is_refused(seen, list) => Err(Verdict::not_applicable(
            format!("{} is refused, and {capability} is not declared", list.method),
        )),
        Err(other) => Err(other),
    }
}

fn is_refused(seen: &Transcript, list: &'static List) -> bool {
    seen.control(ALIVE).is_ok() && seen.reply(list.first).is_ok_and(|first| first.is_refused())
}

/// Holds that a declared list is answered with an array.
pub(crate) fn answered(seen: &Transcript, list: &'static List) -> crate::check::Judgement {
    seen.control(ALIVE)?;
    seen.reply(list.first)?;
    for reply in seen.exchanges(list.first) {
        reply.answered()?;
        let refused = reply.result().is_none();
        reply.require(!refused, || {
            format!("{} was declared and got {}", list.method, reply.describe())
        })?;
        let is_list = reply
            .result()
            .is_some_and(|result| result[list.member].is_array());
        reply.require(is_list, || {
            format!("the result of {} has no array {:?}", list.method, list.member)
        })?;
    }
    Ok(())
}
