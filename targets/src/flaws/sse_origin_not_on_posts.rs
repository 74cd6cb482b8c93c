use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The Origin of a message for a stream is not looked at.
pub static FLAW: Flaw = Flaw {
    id: "sse-origin-not-on-posts",
    summary: "the Origin of a message for a stream is not looked at",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginNotOnMessages,
    fails: &["transport-sse.origin-on-post"],
};
