use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// Bytes that are not UTF-8 end the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-bad-utf8",
    summary: "bytes that are not UTF-8 end the service",
    apply: |behaviour| behaviour.message = MessageBehaviour::DiesOnBadUtf8,
    fails: &[
        "jsonrpc.invalid-utf8-survived",
        "transport-http.malformed-body-survived",
        "transport-sse.malformed-post-survived",
        "transport-stdio.bad-line-survived",
    ],
};
