use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Whoever listens for a resource is told of all.
pub static FLAW: Flaw = Flaw {
    id: "listeners-told-of-any-uri",
    summary: "whoever listens for a resource is told of all",
    apply: |behaviour| behaviour.telling = TellBehaviour::AnyUri,
    fails: &["subscriptions.only-requested-uris", "subscriptions.id-collision"],
};
