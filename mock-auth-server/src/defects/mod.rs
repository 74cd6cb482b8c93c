//! Every way a token can be wrong, as data: one entry a defect, one small function that makes it.
//!
//! A defect changes one thing, because the order in which a server checks a token is not specified: with two things
//! wrong nobody could say which of them it saw.

mod audience;
mod claims;
mod signature;
mod structure;
mod time;

use std::fmt;
use std::sync::LazyLock;

use crate::jws::Compact;
use crate::minter::Draft;
use crate::token::Token;

/// An audience that is nobody's server: the name is reserved by RFC 2606.
pub(crate) const FOREIGN_AUDIENCE: &str = "https://foreign.example/mcp";

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
    pub(crate) how: How,
}

impl Defect {
    /// Whether the defect makes this token another one.
    ///
    /// It does not when the token has nothing to spoil: an audience without a path has no other letter case of it.
    pub fn applies_to(&self, token: &Token) -> bool {
        match &self.how {
            How::Audience(reshape) => reshape(&token.audience).is_some_and(|other| other != token.audience),
            How::Scope(scope) => scope.unwrap_or_default() != token.scopes.join(" "),
            How::Before(_) | How::After(_) => true,
        }
    }
}

/// What a conforming resource server does with a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Expected {
    /// Accepts it: unusual, and valid.
    MustAccept,
    /// Refuses it: a rule says so outright.
    MustReject,
    /// Refuses it: a recommendation says so, or a rule that does not bind every kind of server.
    ShouldReject,
    /// Accepts it or refuses it: strict and lenient servers both conform.
    Tolerated,
    /// Answers it at all: neither a status of 500 and above nor silence.
    Robust,
}

impl Expected {
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
    /// Another `scope`, or none.
    Scope(Option<&'static str>),
    /// A change of header, claims or key before signing.
    Before(fn(&mut Draft<'_>)),
    /// A change of the signed token.
    After(fn(Compact) -> String),
}

/// The table, area by area, in written order.
pub fn defects() -> &'static [&'static Defect] {
    static TABLE: LazyLock<Vec<&'static Defect>> = LazyLock::new(|| {
        let areas = [
            audience::DEFECTS,
            claims::DEFECTS,
            time::DEFECTS,
            signature::DEFECTS,
            structure::DEFECTS,
        ];
        areas.into_iter().flatten().collect()
    });
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
