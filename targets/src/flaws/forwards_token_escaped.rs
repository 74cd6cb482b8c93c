use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token with JSON escapes.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-escaped",
    summary: "the fetch tool sends the client's token with JSON escapes",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::JsonEscaped,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
