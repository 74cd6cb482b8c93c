use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// The first request of a process is refused, unless it is discovery.
pub static FLAW: Flaw = Flaw {
    id: "cold-start",
    summary: "the first request of a process is refused, unless it is discovery",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::ColdStart,
    fails: &["transport-stdio.restart-serves"],
};
