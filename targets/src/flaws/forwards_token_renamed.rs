use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends a token of its own with the subject and the dates of the client's.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-renamed",
    summary: "the fetch tool sends a token of its own with the subject and the dates of the client's",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::ClaimsCopied,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
