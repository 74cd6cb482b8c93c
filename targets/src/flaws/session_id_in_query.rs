use super::Flaw;
use crate::behaviour::Crossing;

/// A session id in the query of the URL counts.
pub static FLAW: Flaw = Flaw {
    id: "session-id-in-query",
    summary: "a session id in the query of the URL counts",
    apply: |behaviour| behaviour.session.crossing = Crossing::IdInQuery,
    fails: &["session.id-in-header-only"],
};
