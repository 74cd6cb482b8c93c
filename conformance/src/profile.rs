//! Profiles: named sets of checks, one set a revision, that a certificate can speak of.
//!
//! The data lies in `profiles/`, one file a profile, and is embedded in the binary. A set that was published is
//! frozen: a check that is written later joins no profile that is there already, so "passes core" says the same
//! of every server that was ever run.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::revision::Cell;

/// A named set of checks.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its name.
    pub name: String,
    /// What a server that passes it can be said to do.
    pub summary: String,
    /// The transports over which its checks count.
    pub transports: Vec<String>,
    /// The ids of its checks, by revision.
    pub checks: BTreeMap<String, Vec<String>>,
}

impl Profile {
    /// Whether a check counts in a column.
    pub fn has(&self, check: &str, cell: Cell) -> bool {
        let over = self.transports.iter().any(|name| name == cell.transport.as_str());
        let ids = self.checks.get(cell.revision.as_str());
        over && ids.is_some_and(|ids| ids.iter().any(|id| id == check))
    }

    /// Whether any check counts in a column.
    pub fn covers(&self, cell: Cell) -> bool {
        let over = self.transports.iter().any(|name| name == cell.transport.as_str());
        over && self.checks.contains_key(cell.revision.as_str())
    }

    /// Whether a check is in it, in any revision.
    pub fn mentions(&self, check: &str) -> bool {
        self.checks.values().flatten().any(|id| id == check)
    }
}

const FILES: &[&str] = &[
    include_str!("../profiles/core.toml"),
    include_str!("../profiles/transport-http.toml"),
    include_str!("../profiles/transport-stdio.toml"),
    include_str!("../profiles/sessions.toml"),
    include_str!("../profiles/resource-server.toml"),
    include_str!("../profiles/stateless.toml"),
];

static PROFILES: LazyLock<Vec<Profile>> = LazyLock::new(|| {
    let read =
        |text: &&str| toml::from_str(text).unwrap_or_else(|error| panic!("a profile is broken: {error}"));
    FILES.iter().map(read).collect()
});

/// All of them, in the order of reports.
pub fn all() -> &'static [Profile] {
    &PROFILES
}

/// The profile of this name.
pub fn find(name: &str) -> Option<&'static Profile> {
    PROFILES.iter().find(|profile| profile.name == name)
}

/// A name that is no profile's.
#[derive(Debug, thiserror::Error)]
#[error("{name:?} is no profile\nhint: the profiles are {}", names())]
pub struct UnknownProfile {
    /// What was given.
    pub name: String,
}

fn names() -> String {
    let names: Vec<&str> = PROFILES.iter().map(|profile| profile.name.as_str()).collect();
    names.join(", ")
}
