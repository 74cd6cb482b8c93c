use super::Flaw;
use crate::behaviour::SessionLookup;

/// Requests need a session id that no client is told.
pub static FLAW: Flaw = Flaw {
    id: "session-id-withheld",
    summary: "requests need a session id that no client is told",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::Withheld,
    fails: &["lifecycle.initialized-accepted", "session.stateless-consistent"],
};
