use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// A server that cannot tell its clients apart lists their tasks.
pub static FLAW: Flaw = Flaw {
    id: "task-list-anonymous",
    summary: "a server that cannot tell its clients apart lists their tasks",
    apply: |behaviour| {
        behaviour.open = true;
        behaviour.tasks = TaskBehaviour::ListedOpenly;
    },
    fails: &["tasks.anonymous-list"],
};
