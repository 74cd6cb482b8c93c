use super::Flaw;
use crate::behaviour::HandleBehaviour;

/// Handles count up.
pub static FLAW: Flaw = Flaw {
    id: "handles-counted",
    summary: "handles count up",
    apply: |behaviour| behaviour.handles = HandleBehaviour::Counted,
    fails: &["authorization.handle-unguessable"],
};
