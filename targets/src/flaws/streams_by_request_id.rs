use super::Flaw;
use crate::behaviour::Crossing;

/// The stream of a response is looked up by the id of the request alone.
pub static FLAW: Flaw = Flaw {
    id: "streams-by-request-id",
    summary: "the stream of a response is looked up by the id of the request alone",
    apply: |behaviour| behaviour.session.crossing = Crossing::StreamsByRequestId,
    fails: &["cancellation.session-scoped", "session.same-id-calls"],
};
