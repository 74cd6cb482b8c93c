use super::Flaw;
use crate::behaviour::SessionIds;

/// A handshake on a connection gets the id of the one before it, if that was not used.
pub static FLAW: Flaw = Flaw {
    id: "session-ids-repeat",
    summary: "a handshake on a connection gets the id of the one before it, if that was not used",
    apply: |behaviour| behaviour.session.ids = SessionIds::Repeated,
    fails: &["session.id-unique"],
};
