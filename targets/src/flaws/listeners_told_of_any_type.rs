use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Whoever listens for anything is told of all resources.
pub static FLAW: Flaw = Flaw {
    id: "listeners-told-of-any-type",
    summary: "whoever listens for anything is told of all resources",
    apply: |behaviour| behaviour.telling = TellBehaviour::AnyType,
    fails: &["subscriptions.only-requested-types"],
};
