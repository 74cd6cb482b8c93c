use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token in hexadecimal digits.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-hexadecimal",
    summary: "the fetch tool sends the client's token in hexadecimal digits",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Hexadecimal,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
