//! The ledger: why no check cites a requirement.
//!
//! Every server requirement of the catalogue is either cited by a check or stands here, with one reason of a
//! closed list and a sentence of its own; so what the suite does not look at is said, not left to be found.
//! The data lies in `requirements/ledger/`, one file an area and one entry a line, and is embedded in the
//! binary. Whoever writes a check deletes the lines of the requirements that it cites.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::catalogue;

/// Why no check cites a requirement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Reason {
    /// It can be looked at on any server that has the feature, and a check for it is due.
    Planned,
    /// It takes something of the vendor's that the suite does not drive.
    NeedsVendorFixture,
    /// Nothing that a server sends or does shows whether it is met.
    NotObservable,
    /// It is for the client to keep, or to cope with.
    ClientDuty,
    /// It belongs to an extension, not to the core of the protocol.
    Extension,
}

impl Reason {
    /// Every reason, in the order of tables.
    pub const ALL: [Reason; 5] = [
        Self::Planned,
        Self::NeedsVendorFixture,
        Self::NotObservable,
        Self::ClientDuty,
        Self::Extension,
    ];

    /// The word in the ledger's files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Planned => "planned",
            Self::NeedsVendorFixture => "needs-vendor-fixture",
            Self::NotObservable => "not-observable",
            Self::ClientDuty => "client-duty",
            Self::Extension => "extension",
        }
    }

    /// What the word stands for.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Planned => {
                "It can be looked at on any server that has the feature, and a check for it is due."
            }
            Self::NeedsVendorFixture => {
                "It takes something of the vendor's that the suite does not drive: a slow tool, a change to watch, a user with data."
            }
            Self::NotObservable => "Nothing that a server sends or does shows whether it is met.",
            Self::ClientDuty => "It is for the client to keep, or to cope with.",
            Self::Extension => "It belongs to an extension, not to the core of the protocol.",
        }
    }
}

/// One line of the ledger.
#[derive(Debug)]
pub struct Entry {
    /// The requirement's id.
    pub id: String,
    /// The area in whose file it stands.
    pub area: &'static str,
    /// Why no check cites it.
    pub reason: Reason,
    /// What is missing, or what will look at it, in a sentence.
    pub says: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    reason: Reason,
    says: String,
}

/// The files, by area. An area without one is cited whole.
pub const FILES: &[(&str, &str)] = &[
    ("jsonrpc", include_str!("../requirements/ledger/jsonrpc.toml")),
    ("lifecycle", include_str!("../requirements/ledger/lifecycle.toml")),
    (
        "versioning",
        include_str!("../requirements/ledger/versioning.toml"),
    ),
    ("meta", include_str!("../requirements/ledger/meta.toml")),
    ("headers", include_str!("../requirements/ledger/headers.toml")),
    (
        "transport-http",
        include_str!("../requirements/ledger/transport-http.toml"),
    ),
    (
        "transport-sse",
        include_str!("../requirements/ledger/transport-sse.toml"),
    ),
    (
        "transport-stdio",
        include_str!("../requirements/ledger/transport-stdio.toml"),
    ),
    (
        "authorization",
        include_str!("../requirements/ledger/authorization.toml"),
    ),
    ("security", include_str!("../requirements/ledger/security.toml")),
    ("session", include_str!("../requirements/ledger/session.toml")),
    (
        "resumption",
        include_str!("../requirements/ledger/resumption.toml"),
    ),
    ("mrtr", include_str!("../requirements/ledger/mrtr.toml")),
    (
        "subscriptions",
        include_str!("../requirements/ledger/subscriptions.toml"),
    ),
    ("tools", include_str!("../requirements/ledger/tools.toml")),
    ("resources", include_str!("../requirements/ledger/resources.toml")),
    ("prompts", include_str!("../requirements/ledger/prompts.toml")),
    (
        "completion",
        include_str!("../requirements/ledger/completion.toml"),
    ),
    ("logging", include_str!("../requirements/ledger/logging.toml")),
    (
        "pagination",
        include_str!("../requirements/ledger/pagination.toml"),
    ),
    ("caching", include_str!("../requirements/ledger/caching.toml")),
    ("progress", include_str!("../requirements/ledger/progress.toml")),
    (
        "cancellation",
        include_str!("../requirements/ledger/cancellation.toml"),
    ),
    ("ping", include_str!("../requirements/ledger/ping.toml")),
    ("schema", include_str!("../requirements/ledger/schema.toml")),
    (
        "server-requests",
        include_str!("../requirements/ledger/server-requests.toml"),
    ),
    ("sampling", include_str!("../requirements/ledger/sampling.toml")),
    (
        "elicitation",
        include_str!("../requirements/ledger/elicitation.toml"),
    ),
    ("roots", include_str!("../requirements/ledger/roots.toml")),
    ("tasks", include_str!("../requirements/ledger/tasks.toml")),
    ("tasks-ext", include_str!("../requirements/ledger/tasks-ext.toml")),
    (
        "extensions",
        include_str!("../requirements/ledger/extensions.toml"),
    ),
];

static LEDGER: LazyLock<Vec<Entry>> = LazyLock::new(|| {
    let mut entries: Vec<Entry> = FILES
        .iter()
        .flat_map(|(area, text)| {
            let lines: BTreeMap<String, Line> = toml::from_str(text)
                .unwrap_or_else(|error| panic!("embedded ledger of {area} does not parse: {error}"));
            lines.into_iter().map(|(id, line)| Entry {
                id,
                area,
                reason: line.reason,
                says: line.says,
            })
        })
        .collect();
    entries.sort_by_key(|entry| catalogue::position(&entry.id));
    entries
});

/// Every entry, in catalogue order.
pub fn all() -> &'static [Entry] {
    &LEDGER
}

/// The entry of this requirement.
pub fn find(id: &str) -> Option<&'static Entry> {
    all().iter().find(|entry| entry.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use super::*;
    use crate::checks;

    fn cited() -> BTreeSet<&'static str> {
        checks::all()
            .flat_map(|check| check.requirements.iter().copied())
            .collect()
    }

    fn in_ledger() -> BTreeSet<&'static str> {
        all().iter().map(|entry| entry.id.as_str()).collect()
    }

    #[test]
    fn every_server_requirement_is_cited_by_a_check_or_stands_in_the_ledger() {
        let (cited, listed) = (cited(), in_ledger());
        let neither: Vec<&str> = catalogue::all()
            .iter()
            .filter(|requirement| requirement.role == "server")
            .map(|requirement| requirement.id.as_str())
            .filter(|id| !cited.contains(id) && !listed.contains(id))
            .collect();
        assert!(
            neither.is_empty(),
            "neither cited by a check nor in requirements/ledger/: {neither:?}"
        );
    }

    #[test]
    fn nothing_that_a_check_cites_stands_in_the_ledger() {
        let cited = cited();
        let both: Vec<String> = all()
            .iter()
            .filter(|entry| cited.contains(entry.id.as_str()))
            .map(|entry| format!("{} in {}.toml", entry.id, entry.area))
            .collect();
        assert!(
            both.is_empty(),
            "cited by a check, so delete from requirements/ledger/: {both:?}"
        );
    }

    #[test]
    fn every_entry_is_a_server_requirement_of_its_files_area() {
        let wrong: Vec<String> = all()
            .iter()
            .filter(|entry| catalogue::find(&entry.id).is_none_or(|row| row.area != entry.area))
            .map(|entry| format!("{} in {}.toml", entry.id, entry.area))
            .collect();
        assert!(
            wrong.is_empty(),
            "no server requirement of the file's area: {wrong:?}"
        );
    }

    #[test]
    fn every_entry_says_something_of_its_own_in_a_sentence() {
        let mut said: BTreeMap<String, &str> = BTreeMap::new();
        for Entry { id, says, .. } in all() {
            assert!(
                says.ends_with('.') && says.len() >= 40,
                "{id}: {says:?} is no sentence"
            );
            assert!(!says.contains('\n'), "{id}: more than one line");
            for filler in [
                "etc.",
                "and so on",
                "TODO",
                "TBD",
                "at some point",
                "in the future",
            ] {
                assert!(!says.contains(filler), "{id}: {filler:?} says nothing");
            }
            let row = catalogue::find(id);
            let stated = row.is_some_and(|row| row.variants.iter().any(|held| held.statement == *says));
            assert!(!stated, "{id}: repeats the statement");
            let letters: String = says.chars().filter(char::is_ascii_lowercase).collect();
            if let Some(other) = said.insert(letters, id) {
                panic!("{id} says the same as {other}: {says:?}");
            }
        }
    }

    #[test]
    fn reasons_are_spelt_in_files_as_in_tables() {
        for reason in Reason::ALL {
            let line = format!("reason = {:?}\nsays = \"x\"", reason.as_str());
            assert_eq!(toml::from_str::<Line>(&line).expect("it parses").reason, reason);
        }
        assert!(toml::from_str::<Line>("reason = \"later\"\nsays = \"x\"").is_err());
        assert!(toml::from_str::<Line>("reason = \"planned\"\nsays = \"x\"\nby = \"x\"").is_err());
    }
}
