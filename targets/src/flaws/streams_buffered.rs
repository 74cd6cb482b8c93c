use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// Event streams do not ask proxies not to buffer.
pub static FLAW: Flaw = Flaw {
    id: "streams-buffered",
    summary: "event streams do not ask proxies not to buffer",
    apply: |behaviour| behaviour.http = HttpBehaviour::StreamsBuffered,
    fails: &["transport-http.sse-not-buffered"],
};
