use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// Unknown methods succeed with an empty result.
pub static FLAW: Flaw = Flaw {
    id: "unknown-method-result",
    summary: "unknown methods succeed with an empty result",
    apply: |behaviour| behaviour.message = MessageBehaviour::UnknownMethodSucceeds,
    fails: &[
        "jsonrpc.method-not-found",
        "transport-http.unknown-method-status",
        "versioning.removed-methods",
    ],
};
