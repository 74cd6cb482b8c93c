use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// A cancellation is answered with an error for the request that it names.
pub static FLAW: Flaw = Flaw {
    id: "cancellation-answered",
    summary: "a cancellation is answered with an error for the request that it names",
    apply: |behaviour| behaviour.message = MessageBehaviour::CancellationsAnswered,
    fails: &[
        "cancellation.finished-ignored",
        "cancellation.malformed-ignored",
        "cancellation.race-safe",
        "cancellation.unknown-ignored",
        "jsonrpc.single-response",
    ],
};
