use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// A task that was never created is found.
pub static FLAW: Flaw = Flaw {
    id: "task-unknown-completed",
    summary: "a task that was never created is found",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::UnknownCompleted,
    fails: &["tasks.unknown-id"],
};
