use super::Flaw;
use crate::behaviour::BatchBehaviour;

/// A handshake within an array is carried out.
pub static FLAW: Flaw = Flaw {
    id: "batch-handshake-served",
    summary: "a handshake within an array is carried out",
    apply: |behaviour| behaviour.batch = BatchBehaviour::HandshakeServed,
    fails: &["jsonrpc.batch-handshake"],
};
