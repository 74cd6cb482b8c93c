//! The requirement catalogue: every normative rule of the five revisions, in our own words.
//!
//! The data lies in `requirements/`, one file an area, and is embedded in the binary. A rule's level,
//! source and wording can differ between revisions, so an entry has variants.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::revision::{Cell, Revision, Transport};

/// One requirement: an id and how it reads in each revision.
#[derive(Debug, Deserialize)]
pub struct Requirement {
    /// The stable id, such as `AUTH-AUD-REJECT-FOREIGN`.
    pub id: String,
    /// Who it binds: `server`, `client` or `authorization-server`.
    pub role: String,
    /// The group of checks it belongs to, which is also its file's name.
    pub area: String,
    /// How it reads, by revision.
    pub variants: Vec<Variant>,
}

/// How a requirement reads in some revisions.
#[derive(Debug, Deserialize)]
pub struct Variant {
    /// The dated revisions it holds for.
    pub revisions: Vec<String>,
    /// The specification's word: MUST, MUST NOT, SHOULD, SHOULD NOT or MAY.
    pub level: String,
    /// The level where it differs from [`Variant::level`], by revision.
    #[serde(default)]
    pub level_by_revision: std::collections::BTreeMap<String, String>,
    /// The rule in our own words.
    pub statement: String,
    /// Path and heading in the public specification repository.
    pub source: String,
    /// The source where it differs from [`Variant::source`], by revision.
    #[serde(default)]
    pub source_by_revision: std::collections::BTreeMap<String, String>,
    /// The transports it can be seen on.
    pub transports: Vec<String>,
    /// The worst verdict it may give: `fail`, `warn` or `info`.
    pub max_verdict: String,
    /// 1: deterministic and needs no fixture; 2: needs one, or is a SHOULD; 3: informational.
    pub priority: u8,
    /// Notes on where servers legitimately differ that bind its verdict.
    #[serde(default)]
    pub ambiguity: Vec<String>,
}

impl Requirement {
    /// How it reads in `revision`, if it holds there.
    pub fn in_revision(&self, revision: Revision) -> Option<&Variant> {
        self.variants
            .iter()
            .find(|variant| variant.revisions.iter().any(|held| held == revision.as_str()))
    }

    /// How it reads in `cell`, if it holds in that revision and can be seen on that transport.
    ///
    /// A transport keeps its rules whatever revision is negotiated over it: what 2024-11-05 says of HTTP+SSE holds
    /// for later revisions spoken over it, and what 2025-03-26 says of Streamable HTTP for the one before it.
    pub fn in_cell(&self, cell: Cell) -> Option<&Variant> {
        let own = self.in_revision(cell.revision);
        let of_transport = || match (self.area.as_str(), cell.transport, cell.revision) {
            ("transport-sse", Transport::HttpSse, _) => self.in_revision(Revision::V2024_11_05),
            (
                "transport-http" | "session" | "resumption",
                Transport::StreamableHttp,
                Revision::V2024_11_05,
            ) => self.in_revision(Revision::V2025_03_26),
            _ => None,
        };
        own.or_else(of_transport).filter(|variant| {
            variant
                .transports
                .iter()
                .any(|name| name == cell.transport.as_str())
        })
    }
}

impl Variant {
    /// The specification's word in `revision`.
    pub fn level(&self, revision: Revision) -> &str {
        self.level_by_revision
            .get(revision.as_str())
            .unwrap_or(&self.level)
    }

    /// Where `revision` says so.
    pub fn source(&self, revision: Revision) -> &str {
        self.source_by_revision
            .get(revision.as_str())
            .unwrap_or(&self.source)
    }

    /// Whether breaking it may be a failure, not just a warning.
    pub fn may_fail(&self) -> bool {
        self.max_verdict == "fail"
    }
}

/// The areas, in the order of reports, with their data.
pub const AREAS: &[(&str, &str)] = &[
    ("jsonrpc", include_str!("../requirements/jsonrpc.json")),
    ("lifecycle", include_str!("../requirements/lifecycle.json")),
    ("versioning", include_str!("../requirements/versioning.json")),
    ("discover", include_str!("../requirements/discover.json")),
    ("meta", include_str!("../requirements/meta.json")),
    ("headers", include_str!("../requirements/headers.json")),
    (
        "transport-http",
        include_str!("../requirements/transport-http.json"),
    ),
    (
        "transport-sse",
        include_str!("../requirements/transport-sse.json"),
    ),
    (
        "transport-stdio",
        include_str!("../requirements/transport-stdio.json"),
    ),
    (
        "authorization",
        include_str!("../requirements/authorization.json"),
    ),
    ("security", include_str!("../requirements/security.json")),
    ("session", include_str!("../requirements/session.json")),
    ("resumption", include_str!("../requirements/resumption.json")),
    ("mrtr", include_str!("../requirements/mrtr.json")),
    (
        "subscriptions",
        include_str!("../requirements/subscriptions.json"),
    ),
    ("tools", include_str!("../requirements/tools.json")),
    ("resources", include_str!("../requirements/resources.json")),
    ("prompts", include_str!("../requirements/prompts.json")),
    ("completion", include_str!("../requirements/completion.json")),
    ("logging", include_str!("../requirements/logging.json")),
    ("pagination", include_str!("../requirements/pagination.json")),
    ("caching", include_str!("../requirements/caching.json")),
    ("progress", include_str!("../requirements/progress.json")),
    ("cancellation", include_str!("../requirements/cancellation.json")),
    ("ping", include_str!("../requirements/ping.json")),
    ("schema", include_str!("../requirements/schema.json")),
    (
        "server-requests",
        include_str!("../requirements/server-requests.json"),
    ),
    ("sampling", include_str!("../requirements/sampling.json")),
    ("elicitation", include_str!("../requirements/elicitation.json")),
    ("roots", include_str!("../requirements/roots.json")),
    ("tasks", include_str!("../requirements/tasks.json")),
    ("tasks-ext", include_str!("../requirements/tasks-ext.json")),
    ("extensions", include_str!("../requirements/extensions.json")),
];

/// The JSON Schema that every area's data satisfies.
pub const SCHEMA: &str = include_str!("../requirements/catalogue.schema.json");

static CATALOGUE: LazyLock<Vec<Requirement>> = LazyLock::new(|| {
    AREAS
        .iter()
        .flat_map(|(area, text)| {
            serde_json::from_str::<Vec<Requirement>>(text)
                .unwrap_or_else(|error| panic!("embedded requirements of {area} do not parse: {error}"))
        })
        .collect()
});

static PLACES: LazyLock<HashMap<&str, usize>> = LazyLock::new(|| {
    let ids = CATALOGUE.iter().map(|requirement| requirement.id.as_str());
    ids.enumerate().map(|(place, id)| (id, place)).collect()
});

/// Every requirement, area by area.
pub fn all() -> &'static [Requirement] {
    &CATALOGUE
}

/// The server requirement with this id.
pub fn find(id: &str) -> Option<&'static Requirement> {
    let requirement = all().get(position(id))?;
    (requirement.role == "server").then_some(requirement)
}

/// The place of a requirement in the catalogue: reports are in this order.
pub fn position(id: &str) -> usize {
    PLACES.get(id).copied().unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_area_satisfies_the_catalogue_schema() {
        let schema = serde_json::from_str(SCHEMA).expect("schema is JSON");
        let validator = jsonschema::validator_for(&schema).expect("schema compiles");
        for (area, text) in AREAS {
            let data = serde_json::from_str(text).expect("data is JSON");
            let errors: Vec<_> = validator
                .iter_errors(&data)
                .map(|error| error.to_string())
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{area}");
        }
    }

    #[test]
    fn ids_are_unique_within_a_role_and_lie_in_their_areas_file() {
        let mut seen = std::collections::BTreeSet::new();
        for (area, text) in AREAS {
            for requirement in serde_json::from_str::<Vec<Requirement>>(text).expect("data parses") {
                assert_eq!(requirement.area, *area, "{}", requirement.id);
                assert!(
                    seen.insert((requirement.role.clone(), requirement.id.clone())),
                    "{} twice",
                    requirement.id
                );
            }
        }
        assert_eq!(seen.len(), 875);
    }

    #[test]
    fn no_two_variants_of_a_requirement_hold_for_one_revision() {
        for requirement in all() {
            for revision in Revision::ALL {
                let held = requirement
                    .variants
                    .iter()
                    .filter(|variant| variant.revisions.iter().any(|name| name == revision.as_str()));
                assert!(held.count() <= 1, "{} in {revision}", requirement.id);
            }
        }
    }
}
