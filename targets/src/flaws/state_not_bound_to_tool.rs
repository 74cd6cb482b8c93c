use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A requestState is accepted with another tool.
pub static FLAW: Flaw = Flaw {
    id: "state-not-bound-to-tool",
    summary: "a requestState is accepted with another tool",
    apply: |behaviour| behaviour.state = StateBehaviour::AnyRequest,
    fails: &["mrtr.state-other-tool"],
};
