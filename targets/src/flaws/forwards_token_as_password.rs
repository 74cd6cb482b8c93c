use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token as the password of Basic authentication.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-as-password",
    summary: "the fetch tool sends the client's token as the password of Basic authentication",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Base64,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
