use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Nobody is told of a change.
pub static FLAW: Flaw = Flaw {
    id: "changes-not-told",
    summary: "nobody is told of a change",
    apply: |behaviour| behaviour.telling = TellBehaviour::Nobody,
    fails: &["resources.updated-sent"],
};
