use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token in a header of its own making.
pub static FLAW: Flaw = Flaw {
    id: "forwards-token-in-header",
    summary: "the fetch tool sends the client's token in a header of its own making",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::OtherHeader,
    fails: &["authorization.passthrough", "authorization.passthrough-led"],
};
