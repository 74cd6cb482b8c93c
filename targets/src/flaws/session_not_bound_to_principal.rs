use super::Flaw;
use crate::behaviour::SessionLookup;

/// A session serves any principal.
pub static FLAW: Flaw = Flaw {
    id: "session-not-bound-to-principal",
    summary: "a session serves any principal",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::Unbound,
    fails: &[],
};
