use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// Cancelling what has ended is answered as if it had not.
pub static FLAW: Flaw = Flaw {
    id: "task-cancel-always-answered",
    summary: "cancelling what has ended is answered as if it had not",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::CancelAlwaysAnswered,
    fails: &["tasks.cancel-ended"],
};
