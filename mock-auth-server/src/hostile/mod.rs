//! Every way the issuer itself can be wrong, as data: one entry a mode, switched on by name.
//!
//! Clients and resource servers believe their authorization server, so what they do when it lies, stalls or answers
//! nonsense is seldom tried.
//! A mode changes one answer of one endpoint. What varies from answer to answer varies with their count, never with
//! the clock or by chance.

pub(crate) mod authorization;
mod faults;
mod introspection;
mod jwks;
mod metadata;
mod page;
mod registration;
mod token;

use std::borrow::Cow;
use std::sync::LazyLock;

use axum::http::request::Parts;
use serde_json::{Map, Value};
use url::Url;

use crate::answer::Answer;
use crate::endpoint::Endpoint;
use crate::server::Tenant;

pub use page::hostile_page;

/// An issuer that is nobody: the name is reserved by RFC 2606.
const OTHER_ISSUER: &str = "https://issuer.example";

/// One way in which the issuer is wrong.
#[derive(Debug)]
pub struct HostileMode {
    /// Its stable name: endpoint, dash, what is wrong.
    pub id: Cow<'static, str>,
    /// What it touches; modes of the metadata touch both documents.
    pub endpoint: Endpoint,
    /// What is wrong, in a few words.
    pub summary: Cow<'static, str>,
    /// What a conforming client or resource server does about it.
    pub duty: &'static str,
    /// The rule behind it: document and section.
    pub source: Option<&'static str>,
    pub(crate) act: Act,
}

impl HostileMode {
    /// Whether answers of that endpoint are changed.
    pub fn touches(&self, endpoint: Endpoint) -> bool {
        self.endpoint == endpoint
            || (self.endpoint == Endpoint::Metadata && endpoint == Endpoint::OpenidMetadata)
    }
}

/// Modes of one subject.
#[derive(Debug)]
pub struct HostileArea {
    /// What they have in common, as a heading.
    pub title: &'static str,
    /// In written order.
    pub modes: Vec<HostileMode>,
}

/// Why a mode is not switched on or off.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HostileError {
    /// There is no mode of that name.
    #[error("no hostile mode {name:?}\nhint: {}", hint(nearest.as_deref()))]
    UnknownMode {
        /// The name asked for.
        name: String,
        /// The known name most like it.
        nearest: Option<&'static str>,
    },
    /// An endpoint has one mode at a time: with two nobody could say which of them a client met.
    #[error("hostile modes {asked:?} and {on:?} touch the same endpoint\nhint: switch {on:?} off first")]
    EndpointTaken {
        /// The mode to switch on.
        asked: &'static str,
        /// The mode that is on.
        on: &'static str,
    },
}

fn hint(nearest: Option<&str>) -> String {
    nearest.map_or_else(
        || "the command `hostile` prints all of them".to_owned(),
        |nearest| format!("the nearest one is {nearest:?}"),
    )
}

/// A row of the table, before it is known which endpoint it is about.
struct Row {
    id: &'static str,
    summary: &'static str,
    duty: &'static str,
    source: Option<&'static str>,
    act: Act,
}

/// What an answer is made from.
pub(crate) struct Scene<'a> {
    pub(crate) tenant: &'a Tenant,
    /// Scheme, address and port of the server.
    pub(crate) origin: &'a str,
    pub(crate) endpoint: Endpoint,
    pub(crate) head: &'a Parts,
}

/// What a mode does to an answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Act {
    /// Gives another answer; the ordinary one is not made, so nothing is issued.
    Instead(fn(&Scene<'_>) -> Answer),
    /// Refuses in the form of RFC 6749 section 5.2, with that status and error code.
    Refuse(u16, &'static str),
    /// Redirects with that status, except where the redirect led here.
    Redirect(u16, Place),
    /// Gives a member of the answer's JSON object another value, where it has the member.
    Set(&'static str, fn(&Scene<'_>, &Value) -> Value),
    /// Takes a member out of the answer's JSON object.
    Remove(&'static str),
    /// Changes the answer's JSON object.
    Edit(fn(&Scene<'_>, &mut Map<String, Value>)),
    /// Changes the bytes of the body.
    Rewrite(fn(&Scene<'_>, &[u8]) -> Vec<u8>),
    /// Names another media type.
    Label(&'static str),
    /// Publishes other keys, for the fetch of that number from 0.
    Keys(fn(&Tenant, u64) -> Value),
    /// Changes the address that the browser is sent back to.
    Return(fn(&Scene<'_>, &mut Url)),
    /// Sends the browser back with that error and without a code.
    ReturnError(&'static str),
    /// Delivers the ordinary answer in another manner.
    Deliver(Delivery),
}

/// Where a redirect leads.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Place {
    /// The same path under another name of this host, where the answer is the ordinary one.
    Elsewhere,
    Itself,
    File,
}

/// How an answer is delivered.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Delivery {
    Late,
    Slow,
    Endless,
    BrokenOff,
    HugeLength,
}

impl Scene<'_> {
    /// Another origin than the issuer's that leads here all the same, so that who goes there is recorded.
    pub(crate) fn other_origin(&self) -> String {
        let (scheme, _) = self.origin.split_once("://").unwrap_or(("http", ""));
        let port = self.origin.rsplit(':').next().unwrap_or_default();
        format!("{scheme}://localhost:{port}")
    }
}

fn area(title: &'static str, endpoint: Endpoint, rows: &[&[Row]]) -> HostileArea {
    let modes = rows.iter().copied().flatten().map(|row| HostileMode {
        id: row.id.into(),
        endpoint,
        summary: row.summary.into(),
        duty: row.duty,
        source: row.source,
        act: row.act,
    });
    HostileArea {
        title,
        modes: modes.collect(),
    }
}

/// The areas of the table, in written order.
pub fn hostile_areas() -> &'static [HostileArea] {
    static AREAS: LazyLock<Vec<HostileArea>> = LazyLock::new(|| {
        vec![
            area("Metadata", Endpoint::Metadata, &[metadata::ROWS]),
            HostileArea {
                title: "Addresses in the metadata",
                modes: metadata::addresses(),
            },
            area("Key set", Endpoint::Jwks, &[jwks::ROWS]),
            area(
                "Authorization",
                Endpoint::Authorize,
                &[authorization::ERRORS, authorization::ROWS],
            ),
            area("Token", Endpoint::Token, &[token::ERRORS, token::ROWS]),
            area("Introspection", Endpoint::Introspect, &[introspection::ROWS]),
            area("Registration", Endpoint::Register, &[registration::ROWS]),
            area("Revocation", Endpoint::Revoke, &[registration::REVOCATION]),
            HostileArea {
                title: "Transport and form of any answer",
                modes: faults::everywhere(),
            },
        ]
    });
    &AREAS
}

/// The table, area by area, in written order.
pub fn hostile_modes() -> impl Iterator<Item = &'static HostileMode> {
    hostile_areas().iter().flat_map(|area| &area.modes)
}

/// The mode of that name.
pub fn hostile_mode(name: &str) -> Result<&'static HostileMode, HostileError> {
    hostile_modes()
        .find(|mode| mode.id == name)
        .ok_or_else(|| HostileError::UnknownMode {
            name: name.to_owned(),
            nearest: nearest(name),
        })
}

fn nearest(name: &str) -> Option<&'static str> {
    let scored = hostile_modes().map(|mode| (strsim::jaro_winkler(name, &mode.id), mode.id.as_ref()));
    let best = scored.max_by(|(one, _), (other, _)| one.total_cmp(other));
    best.filter(|(score, _)| *score > 0.7).map(|(_, id)| id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_begin_with_their_endpoint() {
        let mut seen = BTreeSet::new();
        for mode in hostile_modes() {
            assert!(seen.insert(mode.id.as_ref()), "{} occurs twice", mode.id);
            let rest = mode.id.strip_prefix(mode.endpoint.name());
            assert!(rest.is_some_and(|rest| rest.starts_with('-')), "{}", mode.id);
            let is_plain = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-');
            assert!(mode.id.bytes().all(is_plain), "{}", mode.id);
        }
    }

    #[test]
    fn every_mode_says_what_it_is_and_what_to_do_about_it() {
        for mode in hostile_modes() {
            for text in [mode.summary.as_ref(), mode.duty] {
                assert!(!text.is_empty() && !text.ends_with('.'), "{}", mode.id);
                assert!(!text.contains('|'), "{}", mode.id);
            }
        }
    }

    #[test]
    fn an_unknown_name_is_told_the_nearest_known_one() {
        let error = hostile_mode("jwks-emtpy").unwrap_err();
        assert!(error.to_string().contains("\"jwks-empty\""), "{error}");
        let error = hostile_mode("?").unwrap_err();
        assert!(error.to_string().contains("prints all of them"), "{error}");
    }
}
