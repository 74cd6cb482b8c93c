use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// Requests read together get each other's answers.
pub static FLAW: Flaw = Flaw {
    id: "ids-swapped",
    summary: "requests read together get each other's answers",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::SwapsIds,
    fails: &["transport-stdio.concurrent-correlation", "schema.messages-valid"],
};
