use super::Flaw;
use crate::behaviour::SessionLookup;

/// DELETE is acknowledged and the session goes on.
pub static FLAW: Flaw = Flaw {
    id: "terminated-session-served",
    summary: "DELETE is acknowledged and the session goes on",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::EndedAccepted,
    fails: &[
        "resumption.ended-session",
        "session.ended-on-every-worker",
        "session.terminated-delete",
        "session.terminated-get",
        "session.terminated-post",
    ],
};
