use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token from its end to its beginning.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-reversed",
    summary: "the fetch tool sends the client's token from its end to its beginning",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Reversed,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
