use super::Flaw;
use crate::behaviour::Presentation;

/// Where a token is in the header and another in the query, the one in the query counts.
pub static FLAW: Flaw = Flaw {
    id: "query-token-over-header",
    summary: "where a token is in the header and another in the query, the one in the query counts",
    apply: |behaviour| behaviour.token.presentation = Presentation::QueryOverHeader,
    fails: &["authorization.several-tokens"],
};
