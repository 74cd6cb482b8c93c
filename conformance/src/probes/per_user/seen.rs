//! Reading conversations of two users, of whom one sees items that the other does not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{FIRST, FIRST_LISTS, FIRST_USES, KINDS, OWN, SECOND, SECOND_LISTS, SECOND_USES};
use crate::check::{Judgement, Verdict};
use crate::checks::absent;
use crate::transcript::{Reply, Transcript};

/// What is said where nothing can be compared.
pub const NOTHING_PRIVATE: &str = "nothing is listed for one user alone";

/// An item that is listed for the first user alone, used by both.
pub struct Used<'t> {
    /// The method that uses it.
    pub method: String,
    /// What the first user got, who sees it.
    pub own: Reply<'t>,
    /// What the second got, who does not.
    pub others: Reply<'t>,
    /// Whether the target file says that it is the first user's own.
    is_declared: bool,
}

impl Used<'_> {
    /// Holds that the second user got nothing of it. That a list leaves an item out for somebody may be a matter of
    /// taste: it fails where the item is shown to be the first user's own, and warns elsewhere.
    pub fn kept(&self, says: impl FnOnce() -> String) -> Judgement {
        let is_given_away = self.others.is_done() && gives(&self.others) && !self.is_public();
        // Under one name each user may find what is theirs.
        let is_given_away =
            is_given_away && (self.is_declared || contents(&self.own) == contents(&self.others));
        if self.is_declared || self.is_private() {
            self.others.require(!is_given_away, says)?;
        } else {
            self.others.advise(!is_given_away, says)?;
        }
        if self.others.is_denied() || self.others.is_served() {
            return Ok(());
        }
        let (method, got) = (&self.method, self.others.describe());
        Err(Verdict::inconclusive(format!("{method} got {got}")))
    }

    /// Whether the target marks it as the first user's own.
    fn is_private(&self) -> bool {
        scope(&self.own).is_some_and(|scope| scope == "private")
    }

    /// Whether the target marks it as everybody's.
    fn is_public(&self) -> bool {
        scope(&self.own).is_some_and(|scope| scope == "public")
    }
}

fn scope<'r>(reply: &'r Reply<'_>) -> Option<&'r Value> {
    reply.result()?.get("cacheScope")
}

/// Every such item.
pub fn used(seen: &Transcript) -> Result<Vec<Used<'_>>, Verdict> {
    seen.control(FIRST)?;
    seen.control(SECOND)?;
    if seen.exchange(FIRST_USES).is_err() {
        return Err(absent(seen, NOTHING_PRIVATE));
    }
    seen.control(FIRST_USES)?;
    seen.reply(SECOND_USES)?;
    let declared = seen.note(OWN);
    // The first user uses each item twice: before the second one, and after.
    let own = seen.exchanges(FIRST_USES).step_by(2);
    let both = own.zip(seen.exchanges(SECOND_USES));
    let used = both.map(|(own, others)| {
        let sent = own.sent_message();
        let uri = sent.member("params").and_then(|params| params["uri"].as_str());
        let is_declared = uri.is_some() && uri == declared;
        Used {
            method: others.sent_method().unwrap_or_default(),
            is_declared,
            own,
            others,
        }
    });
    // Where its owner gets nothing of it, either, there is nothing to keep.
    let used: Vec<_> = used
        .filter(|item| item.own.is_done() && gives(&item.own))
        .collect();
    if used.is_empty() {
        return Err(absent(seen, "nothing came of what is listed for one user alone"));
    }
    Ok(used)
}

/// Those of them that are read as resources.
pub fn read(seen: &Transcript) -> Result<Vec<Used<'_>>, Verdict> {
    let mut read = used(seen)?;
    read.retain(|item| item.method == "resources/read");
    if read.is_empty() {
        return Err(absent(seen, "no resource is listed for one user alone"));
    }
    Ok(read)
}

/// Members of a result that hold what was asked for.
const CONTENTS: [&str; 4] = ["content", "contents", "messages", "structuredContent"];

fn contents(reply: &Reply<'_>) -> Option<[Value; 4]> {
    let result = reply.result()?;
    Some(CONTENTS.map(|name| result[name].clone()))
}

/// Whether there is anything in a result. Some servers answer to what does not exist with nothing.
fn gives(reply: &Reply<'_>) -> bool {
    reply.result().is_some_and(|result| {
        CONTENTS.iter().any(|name| match &result[*name] {
            Value::Array(items) => !items.is_empty(),
            other => !other.is_null(),
        })
    })
}

/// The names of the items in a page of a list.
pub fn names(page: &Reply<'_>) -> BTreeSet<String> {
    let method = page.sent_method().unwrap_or_default();
    let kind = KINDS.iter().find(|(_, listed_by, ..)| *listed_by == method);
    let (Some((_, _, member, name)), Some(result)) = (kind, page.result()) else {
        return BTreeSet::new();
    };
    let items = result[*member].as_array().into_iter().flatten();
    let names = items.filter_map(|item| item[*name].as_str());
    names.map(str::to_owned).collect()
}

/// What a method lists for the first user alone, each time. Nothing is known where a list was not served to its end.
pub fn private_names(seen: &Transcript, method: &str) -> Option<BTreeSet<String>> {
    let others: BTreeSet<_> = listings(seen, SECOND_LISTS, method)?
        .into_iter()
        .flatten()
        .collect();
    let mut own = listings(seen, FIRST_LISTS, method)?.into_iter();
    let mut private = own.next()?;
    for again in own {
        private.retain(|name| again.contains(name));
    }
    private.retain(|name| !others.contains(name));
    Some(private)
}

/// The names in each listing under a label, if all were served to their end.
fn listings(seen: &Transcript, label: &str, method: &str) -> Option<Vec<BTreeSet<String>>> {
    let (mut found, mut is_whole) = (Vec::new(), true);
    let pages = seen.exchanges(label);
    for page in pages.filter(|page| page.sent_method().as_deref() == Some(method)) {
        if cursor(&page).is_none() {
            if !is_whole {
                return None;
            }
            found.push(BTreeSet::new());
        }
        found.last_mut()?.extend(names(&page));
        let is_last = |result: &Value| result["nextCursor"].is_null();
        is_whole = page.is_served() && page.result().is_some_and(is_last);
    }
    (is_whole && !found.is_empty()).then_some(found)
}

/// The cursor that a page was asked for with.
pub fn cursor(page: &Reply<'_>) -> Option<Value> {
    let params = page.sent_message().member("params")?;
    params.get("cursor").cloned()
}
