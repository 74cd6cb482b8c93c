use super::Flaw;
use crate::behaviour::SessionLookup;

/// A session serves any principal.
pub static FLAW: Flaw = Flaw {
    id: "session-not-bound-to-principal",
    summary: "a session serves any principal",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::Unbound,
    fails: &[
        "session.bound-to-principal-response",
        "resumption.no-cross-principal-replay",
        "session.bound-to-principal-delete",
        "session.bound-to-principal-get",
        "session.bound-to-principal-post",
        "security.session-bound-to-user",
    ],
};
