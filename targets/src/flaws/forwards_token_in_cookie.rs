use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token in a cookie.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-cookie",
    summary: "the fetch tool sends the client's token in a cookie",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Cookie,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
