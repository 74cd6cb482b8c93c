use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the claims of the client's token under its own signature.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-signed-anew",
    summary: "the fetch tool sends the claims of the client's token under its own signature",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Resigned,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
