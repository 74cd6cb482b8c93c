use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Whoever listened once is told without listening.
pub static FLAW: Flaw = Flaw {
    id: "subscriptions-remembered",
    summary: "whoever listened once is told without listening",
    apply: |behaviour| behaviour.telling = TellBehaviour::Remembered,
    fails: &["subscriptions.none-after-reconnect"],
};
