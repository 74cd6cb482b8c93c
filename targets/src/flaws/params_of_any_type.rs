use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// Parameters that are no object are taken for complete ones.
pub static FLAW: Flaw = Flaw {
    id: "params-of-any-type",
    summary: "parameters that are no object are taken for complete ones",
    apply: |behaviour| behaviour.message = MessageBehaviour::ParamsOfAnyType,
    fails: &["jsonrpc.params-shape"],
};
