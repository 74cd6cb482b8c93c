use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// The list shows the tasks of all principals.
pub static FLAW: Flaw = Flaw {
    id: "tasks-listed-for-all",
    summary: "the list shows the tasks of all principals",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::ListedForAll,
    fails: &["tasks.bound-to-principal"],
};
