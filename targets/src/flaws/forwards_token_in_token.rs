use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends a token of its own that has the client's in a claim.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-token",
    summary: "the fetch tool sends a token of its own that has the client's in a claim",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Nested,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
