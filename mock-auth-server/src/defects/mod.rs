//! Every way a token can be wrong, as data: one entry a defect, one small function that makes it.
//!
//! A defect changes one thing, because the order in which a server checks a token is not specified: with two things
//! wrong nobody could say which of them it saw.

mod audience;
mod claims;
mod header;
mod kind;
mod location;
mod page;
mod signature;
mod structure;
mod time;

use std::fmt;
use std::sync::LazyLock;

use serde_json::Value;

use crate::jws::Compact;
use crate::keys::Algorithm;
use crate::minter::Draft;
use crate::token::Token;

pub use page::defects_page;

/// An audience that is nobody's server: the name is reserved by RFC 2606.
pub(crate) const FOREIGN_AUDIENCE: &str = "https://foreign.example/mcp";
/// What stands in for it where the token is for that one.
const OTHER_FOREIGN_AUDIENCE: &str = "https://other.example/mcp";

/// The defect exists under every algorithm.
const EVERY: &[Algorithm] = &Algorithm::ALL;

/// One way in which a token differs from the good one.
#[derive(Debug)]
pub struct Defect {
    /// Its stable name: area, dash, what is wrong.
    pub id: &'static str,
    /// What is wrong with the token, in a few words.
    pub summary: &'static str,
    /// What a conforming resource server does with it.
    pub expected: Expected,
    /// The rule behind `expected`: document and section.
    pub source: &'static str,
    /// The algorithms of the good token under which it exists.
    pub algorithms: &'static [Algorithm],
    pub(crate) how: How,
}

/// Defects of one part of a token.
#[derive(Debug)]
pub struct Area {
    /// What they have in common, as a heading.
    pub title: &'static str,
    /// In written order.
    pub defects: &'static [Defect],
}

impl Defect {
    /// Whether the defect makes this token another one.
    ///
    /// It does not when the token has nothing to spoil: an audience without a path has no other letter case of it,
    /// and an RSA signature is not made of the two numbers of ECDSA.
    pub fn applies_to(&self, token: &Token) -> bool {
        self.algorithms.contains(&token.algorithm)
            && match &self.how {
                How::Audience(reshape) => {
                    reshape(&token.audience).is_some_and(|other| other != token.audience)
                }
                How::Scope(reshape) => {
                    let ours = token.scopes.join(" ");
                    reshape(&ours) != scope_claim(&ours)
                }
                How::Subject(reshape) => reshape(&token.subject) != token.subject,
                How::Unsigned(_) | How::Before(_) | How::After(_) => true,
            }
    }
}

/// The value of `scope` for scopes joined by spaces; null where there is none and the claim is left out.
fn scope_claim(joined: &str) -> Value {
    if joined.is_empty() {
        Value::Null
    } else {
        joined.into()
    }
}

/// An algorithm of another kind of key.
fn another(algorithm: Algorithm) -> Algorithm {
    match algorithm {
        Algorithm::Es256 => Algorithm::Rs256,
        Algorithm::Rs256 | Algorithm::EdDsa | Algorithm::Ps256 => Algorithm::Es256,
    }
}

/// A foreign audience that is not this one.
pub(crate) fn foreign_to(audience: &str) -> &'static str {
    if audience == FOREIGN_AUDIENCE {
        OTHER_FOREIGN_AUDIENCE
    } else {
        FOREIGN_AUDIENCE
    }
}

/// What a conforming resource server does with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expected {
    /// Accepts it: unusual, and valid.
    MustAccept,
    /// Refuses it: a rule says so outright.
    MustReject,
    /// Refuses it: a recommendation says so, or a rule that does not bind every kind of server, or one whose breach
    /// lets nobody in who was not let in anyhow.
    ShouldReject,
    /// Accepts it or refuses it: strict and lenient servers both conform.
    Tolerated,
    /// Answers it at all: neither a status of 500 and above nor silence.
    Robust,
}

impl Expected {
    /// All of them, from accepting to refusing to neither.
    pub const ALL: [Self; 5] = [
        Self::MustAccept,
        Self::MustReject,
        Self::ShouldReject,
        Self::Tolerated,
        Self::Robust,
    ];

    /// The name used in tables: `must-reject` and so on.
    pub fn name(self) -> &'static str {
        match self {
            Self::MustAccept => "must-accept",
            Self::MustReject => "must-reject",
            Self::ShouldReject => "should-reject",
            Self::Tolerated => "tolerated",
            Self::Robust => "robust",
        }
    }
}

impl fmt::Display for Expected {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.pad(self.name())
    }
}

/// How a defect is made.
#[derive(Debug)]
pub(crate) enum How {
    /// Another text for `aud`, made from ours; nothing where ours has no such other form.
    Audience(fn(&str) -> Option<String>),
    /// Another `scope`, made from ours (empty: we have none); null leaves it out.
    Scope(fn(&str) -> Value),
    /// Another `sub`, made from ours.
    Subject(fn(&str) -> String),
    /// No signature, and this text as `alg`.
    Unsigned(&'static str),
    /// A change of header, claims or key before signing.
    Before(fn(&mut Draft<'_>)),
    /// A change of the signed token.
    After(fn(Compact) -> String),
}

/// The areas of the table, in written order.
pub fn areas() -> &'static [Area] {
    const AREAS: &[Area] = &[
        Area {
            title: "Audience",
            defects: audience::DEFECTS,
        },
        Area {
            title: "Other claims",
            defects: claims::DEFECTS,
        },
        Area {
            title: "Time",
            defects: time::DEFECTS,
        },
        Area {
            title: "Tokens of another kind",
            defects: kind::DEFECTS,
        },
        Area {
            title: "Signature",
            defects: signature::DEFECTS,
        },
        Area {
            title: "Header",
            defects: header::DEFECTS,
        },
        Area {
            title: "Structure",
            defects: structure::DEFECTS,
        },
    ];
    AREAS
}

/// The table, area by area, in written order.
pub fn defects() -> &'static [&'static Defect] {
    static TABLE: LazyLock<Vec<&'static Defect>> =
        LazyLock::new(|| areas().iter().flat_map(|area| area.defects).collect());
    &TABLE
}

/// The defect of that id.
pub fn defect(id: &str) -> Option<&'static Defect> {
    defects().iter().copied().find(|defect| defect.id == id)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn ids_are_unique_and_lower_case_words_joined_by_dashes() {
        let mut seen = BTreeSet::new();
        for defect in defects() {
            assert!(seen.insert(defect.id), "{} occurs twice", defect.id);
            assert!(
                defect
                    .id
                    .bytes()
                    .all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-')),
                "{}",
                defect.id
            );
        }
    }

    #[test]
    fn every_defect_says_what_it_is_and_names_its_source() {
        for defect in defects() {
            assert!(
                !defect.summary.is_empty() && !defect.summary.ends_with('.'),
                "{}",
                defect.id
            );
            assert!(
                defect.source.contains("RFC ") || defect.source.contains("OpenID"),
                "{}",
                defect.id
            );
        }
    }
}
