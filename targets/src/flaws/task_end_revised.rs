use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// A task that has ended becomes a cancelled one.
pub static FLAW: Flaw = Flaw {
    id: "task-end-revised",
    summary: "a task that has ended becomes a cancelled one",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::EndedCancelled,
    fails: &["tasks.end-final"],
};
