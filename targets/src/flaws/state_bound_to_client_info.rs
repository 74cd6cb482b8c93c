use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A requestState is good for one program of the client only.
pub static FLAW: Flaw = Flaw {
    id: "state-bound-to-client-info",
    summary: "a requestState is good for one program of the client only",
    apply: |behaviour| behaviour.state = StateBehaviour::BoundToClientInfo,
    fails: &["mrtr.retry-self-contained"],
};
