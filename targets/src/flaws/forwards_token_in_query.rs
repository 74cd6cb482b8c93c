use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token in the query.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-query",
    summary: "the fetch tool sends the client's token in the query",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Query,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
