use super::Flaw;
use crate::behaviour::StateBehaviour;

/// A very long requestState takes the server down.
pub static FLAW: Flaw = Flaw {
    id: "dies-of-long-state",
    summary: "a very long requestState takes the server down",
    apply: |behaviour| behaviour.state = StateBehaviour::DiesOfLength,
    fails: &["mrtr.state-noise-survived"],
};
