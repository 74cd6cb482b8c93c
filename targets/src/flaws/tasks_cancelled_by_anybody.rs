use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// Whoever knows the id of a task may cancel it.
pub static FLAW: Flaw = Flaw {
    id: "tasks-cancelled-by-anybody",
    summary: "whoever knows the id of a task may cancel it",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::CancelledByAnybody,
    fails: &["tasks.bound-to-principal"],
};
