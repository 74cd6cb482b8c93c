use super::Flaw;
use crate::behaviour::TellBehaviour;

/// A subscription goes on after the client has ended it.
pub static FLAW: Flaw = Flaw {
    id: "ended-subscriptions-told",
    summary: "a subscription goes on after the client has ended it",
    apply: |behaviour| behaviour.telling = TellBehaviour::EndedToo,
    fails: &["subscriptions.ended-stay-silent"],
};
