use super::Flaw;
use crate::behaviour::UpstreamCredential;

/// The fetch tool sends the client's token upstream.
pub static FLAW: Flaw = Flaw {
    id: "forwards-client-token",
    summary: "the fetch tool sends the client's token upstream",
    apply: |behaviour| behaviour.token.upstream = UpstreamCredential::Forwarded,
    fails: &[
        "authorization.passthrough",
        "authorization.passthrough-led",
        "authorization.upstream-own-token",
    ],
};
