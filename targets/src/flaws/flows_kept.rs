use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Flows that nobody finishes fill the server.
pub static FLAW: Flaw = Flaw {
    id: "flows-kept",
    summary: "flows that nobody finishes fill the server",
    apply: |behaviour| behaviour.state = StateBehaviour::FlowsKept,
    fails: &["mrtr.abandoned-flows"],
};
