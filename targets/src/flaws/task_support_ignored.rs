use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// Tools that do not support tasks are called as one.
pub static FLAW: Flaw = Flaw {
    id: "task-support-ignored",
    summary: "tools that do not support tasks are called as one",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::ForbiddenAccepted,
    fails: &["tasks.unsupported-tool"],
};
