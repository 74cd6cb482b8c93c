use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The Origin header is not looked at.
pub static FLAW: Flaw = Flaw {
    id: "origin-ignored",
    summary: "the Origin header is not looked at",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginIgnored,
    fails: &[
        "transport-http.origin-rejected",
        "transport-http.origin-validated",
        "transport-sse.origin-on-stream",
        "transport-sse.origin-on-post",
    ],
};
