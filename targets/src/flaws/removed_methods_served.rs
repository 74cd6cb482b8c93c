use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// Methods of the legacy revisions are served in a modern envelope.
pub static FLAW: Flaw = Flaw {
    id: "removed-methods-served",
    summary: "methods of the legacy revisions are served in a modern envelope",
    apply: |behaviour| behaviour.version = VersionBehaviour::RemovedMethodsServed,
    fails: &["versioning.removed-methods"],
};
