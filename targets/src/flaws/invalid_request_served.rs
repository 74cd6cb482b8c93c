use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// Jsonrpc and id are not checked.
pub static FLAW: Flaw = Flaw {
    id: "invalid-request-served",
    summary: "jsonrpc and id are not checked",
    apply: |behaviour| behaviour.message = MessageBehaviour::EnvelopeUnchecked,
    fails: &["jsonrpc.bad-id-refused", "jsonrpc.wrong-version-refused"],
};
