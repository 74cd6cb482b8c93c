use super::Flaw;
use crate::behaviour::TellBehaviour;

/// A session that is subscribed to anything is told of everything.
pub static FLAW: Flaw = Flaw {
    id: "sessions-told-of-any-uri",
    summary: "a session that is subscribed to anything is told of everything",
    apply: |behaviour| behaviour.telling = TellBehaviour::AnyUriOfSession,
    fails: &["resources.subscription-isolated"],
};
