use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Of the subscriptions under one name the latest is told.
pub static FLAW: Flaw = Flaw {
    id: "subscriptions-by-name",
    summary: "of the subscriptions under one name the latest is told",
    apply: |behaviour| behaviour.telling = TellBehaviour::ByName,
    fails: &["subscriptions.id-collision"],
};
