use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// The requests of an array are executed.
pub static FLAW: Flaw = Flaw {
    id: "batch-executed",
    summary: "the requests of an array are executed",
    apply: |behaviour| behaviour.message = MessageBehaviour::BatchExecuted,
    fails: &[
        "jsonrpc.batch-not-executed",
        "transport-stdio.no-batch",
        "jsonrpc.batch-handshake",
    ],
};
