use super::Flaw;
use crate::behaviour::HandleBehaviour;

/// A handle is good for whoever has it.
pub static FLAW: Flaw = Flaw {
    id: "handles-for-anybody",
    summary: "a handle is good for whoever has it",
    apply: |behaviour| behaviour.handles = HandleBehaviour::ForAnybody,
    fails: &["authorization.handle-not-credential"],
};
