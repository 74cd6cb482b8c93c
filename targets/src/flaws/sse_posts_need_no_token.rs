use super::Flaw;
use crate::behaviour::Coverage;

/// Only the stream of HTTP+SSE needs a token, and what is posted to it none.
pub static FLAW: Flaw = Flaw {
    id: "sse-posts-need-no-token",
    summary: "only the stream of HTTP+SSE needs a token, and what is posted to it none",
    apply: |behaviour| behaviour.token.coverage = Coverage::NotOnMessages,
    fails: &[
        "authorization.every-request",
        "authorization.no-token",
        "security.local-listing-guarded",
        "transport-sse.cross-principal",
    ],
};
