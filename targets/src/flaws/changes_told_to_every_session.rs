use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Every session is told of every change.
pub static FLAW: Flaw = Flaw {
    id: "changes-told-to-every-session",
    summary: "every session is told of every change",
    apply: |behaviour| behaviour.telling = TellBehaviour::EverySession,
    fails: &[
        "resources.updated-only-to-subscribers",
        "resources.subscription-isolated",
    ],
};
