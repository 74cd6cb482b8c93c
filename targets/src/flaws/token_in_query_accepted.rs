use super::Flaw;
use crate::behaviour::Presentation;

/// A token in the query string is accepted.
pub static FLAW: Flaw = Flaw {
    id: "token-in-query-accepted",
    summary: "a token in the query string is accepted",
    apply: |behaviour| behaviour.token.presentation = Presentation::HeaderOrQuery,
    fails: &["authorization.token-in-query"],
};
