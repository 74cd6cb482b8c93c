use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token percent-encoded.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-percent-encoded",
    summary: "the fetch tool sends the client's token percent-encoded",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::PercentEncoded,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
