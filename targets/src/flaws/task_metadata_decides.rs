use super::Flaw;
use crate::behaviour::TaskBehaviour;

/// A task that the metadata of a request names is taken for the one of its parameters.
pub static FLAW: Flaw = Flaw {
    id: "task-metadata-decides",
    summary: "a task that the metadata of a request names is taken for the one of its parameters",
    apply: |behaviour| behaviour.tasks = TaskBehaviour::MetadataDecides,
    fails: &["tasks.parameter-decides"],
};
