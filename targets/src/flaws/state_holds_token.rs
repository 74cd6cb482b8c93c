use super::Flaw;
use crate::behaviour::StateBehaviour;

/// The requestState holds the token of the client.
pub static FLAW: Flaw = Flaw {
    id: "state-holds-token",
    summary: "the requestState holds the token of the client",
    apply: |behaviour| behaviour.state = StateBehaviour::HoldsToken,
    fails: &["mrtr.no-token-in-state"],
};
