use super::Flaw;
use crate::behaviour::SessionLookup;

/// A request without a session id gets a session.
pub static FLAW: Flaw = Flaw {
    id: "session-missing-accepted",
    summary: "a request without a session id gets a session",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::MissingAccepted,
    fails: &["lifecycle.initialize-first"],
};
