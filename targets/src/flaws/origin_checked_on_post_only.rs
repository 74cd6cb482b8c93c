use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The Origin header is looked at on POST only.
pub static FLAW: Flaw = Flaw {
    id: "origin-checked-on-post-only",
    summary: "the Origin header is looked at on POST only",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginOnPostOnly,
    fails: &[
        "transport-http.origin-on-every-request",
        "transport-sse.origin-on-stream",
    ],
};
