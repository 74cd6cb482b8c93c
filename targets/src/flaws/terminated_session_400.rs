use super::Flaw;
use crate::behaviour::SessionLookup;

/// An ended session is answered with 400.
pub static FLAW: Flaw = Flaw {
    id: "terminated-session-400",
    summary: "an ended session is answered with 400",
    apply: |behaviour| behaviour.session.lookup = SessionLookup::EndedBadRequest,
    fails: &[
        "session.ended-on-every-worker",
        "session.terminated-delete",
        "session.terminated-get",
        "session.terminated-post",
    ],
};
