use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// The list shows no task that has ended.
pub static FLAW: Flaw = Flaw {
    id: "task-list-forgets-ended",
    summary: "the list shows no task that has ended",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::EndedUnlisted,
    fails: &["tasks.listed"],
};
