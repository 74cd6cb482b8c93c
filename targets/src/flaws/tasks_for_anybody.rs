use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// Whoever knows the id of a task may read it.
pub static FLAW: Flaw = Flaw {
    id: "tasks-for-anybody",
    summary: "whoever knows the id of a task may read it",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::ForAnybody,
    fails: &["tasks.bound-to-principal"],
};
