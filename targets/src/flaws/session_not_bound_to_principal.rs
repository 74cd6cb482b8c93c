use super::Flaw;
use crate::behaviour::SessionLookup;

/// A session serves any principal.
pub static FLAW: Flaw = Flaw {
    id: "session-not-bound-to-principal",
    summary: "a session serves any principal",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::Unbound,
    fails: &[
        "resumption.no-cross-principal-replay",
        "security.session-bound-to-user",
        "session.bound-on-every-worker",
        "session.bound-to-principal-delete",
        "session.bound-to-principal-get",
        "session.bound-to-principal-post",
        "session.bound-to-principal-response",
    ],
};
