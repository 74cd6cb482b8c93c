use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the digest of the client's token.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-digest",
    summary: "the fetch tool sends the digest of the client's token",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Digest,
    fails: &["authorization.passthrough-digest"],
};
