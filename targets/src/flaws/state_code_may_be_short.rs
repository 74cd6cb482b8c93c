use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A shorter authentication code of a requestState is compared as far as it goes.
pub static FLAW: Flaw = Flaw {
    id: "state-code-may-be-short",
    summary: "a shorter authentication code of a requestState is compared as far as it goes",
    apply: |behaviour| behaviour.state = StateBehaviour::CodeMayBeShort,
    fails: &["mrtr.state-cut"],
};
