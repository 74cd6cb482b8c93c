//! Reading conversations of two users, of whom one sees items that the other does not.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{FIRST, FIRST_LISTS, FIRST_USES, KINDS, SECOND, SECOND_LISTS, SECOND_USES};
use crate::check::Verdict;
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
}

impl Used<'_> {
    /// Whether the second user got something of it.
    pub fn is_given_away(&self) -> bool {
        self.others.is_done() && gives(&self.others)
    }

    /// That the second user was neither served nor refused, where that is so.
    pub fn decided(&self) -> Result<(), Verdict> {
        if self.others.is_refused() || self.others.is_served() {
            return Ok(());
        }
        let (method, got) = (&self.method, self.others.describe());
        Err(Verdict::inconclusive(format!("{method} got {got}")))
    }
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
    // The first user uses each item twice: before the second one, and after.
    let own = seen.exchanges(FIRST_USES).step_by(2);
    let both = own.zip(seen.exchanges(SECOND_USES));
    let used = both.map(|(own, others)| Used {
        method: others.sent_method().unwrap_or_default(),
        own,
        others,
    });
    Ok(used.collect())
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

/// Whether there is anything in a result. Some servers answer to what does not exist with nothing.
fn gives(reply: &Reply<'_>) -> bool {
    reply.result().is_some_and(|result| {
        ["content", "contents", "messages", "structuredContent"]
            .iter()
            .any(|name| match &result[*name] {
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

/// What a method lists for the first user alone.
pub fn private_names(seen: &Transcript, method: &str) -> BTreeSet<String> {
    let listed = |label: &str| {
        let pages = seen.exchanges(label);
        let of_kind = pages.filter(|page| page.sent_method().as_deref() == Some(method));
        of_kind.flat_map(|page| names(&page)).collect::<BTreeSet<_>>()
    };
    let others = listed(SECOND_LISTS);
    let mut own = listed(FIRST_LISTS);
    own.retain(|name| !others.contains(name));
    own
}
