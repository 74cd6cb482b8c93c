use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// A bad cursor of tasks/list gets an empty page.
pub static FLAW: Flaw = Flaw {
    id: "task-cursor-ignored",
    summary: "a bad cursor of tasks/list gets an empty page",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::CursorsIgnored,
    fails: &["tasks.invalid-cursor"],
};
