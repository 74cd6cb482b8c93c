use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// The ids of tasks count up.
pub static FLAW: Flaw = Flaw {
    id: "task-ids-counted",
    summary: "the ids of tasks count up",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::IdsCounted,
    fails: &["tasks.id-unpredictable"],
};
