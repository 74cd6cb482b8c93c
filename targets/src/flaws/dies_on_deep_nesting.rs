use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// A deeply nested message ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-deep-nesting",
    summary: "a deeply nested message ends the service",
    apply: |behaviour| behaviour.message = MessageBehaviour::DiesOnNesting,
    fails: &[
        "jsonrpc.deep-nesting-survived",
        "transport-http.malformed-body-survived",
        "tools.fuzz-survives",
    ],
};
