use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// The id of a task is the one that the client proposes.
pub static FLAW: Flaw = Flaw {
    id: "task-id-adopted",
    summary: "the id of a task is the one that the client proposes",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::IdsAdopted,
    fails: &["tasks.id-unique"],
};
