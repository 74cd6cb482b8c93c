use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token in the body.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-body",
    summary: "the fetch tool sends the client's token in the body",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Body,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
