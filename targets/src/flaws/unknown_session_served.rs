use super::Flaw;
use crate::behaviour::SessionLookup;

/// An unknown session id gets a session.
pub static FLAW: Flaw = Flaw {
    id: "unknown-session-served",
    summary: "an unknown session id gets a session",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::UnknownAccepted,
    fails: &["session.id-unknown"],
};
