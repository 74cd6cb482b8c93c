use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token in pieces, in headers and in the query.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-pieces",
    summary: "the fetch tool sends the client's token in pieces, in headers and in the query",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Pieces,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
