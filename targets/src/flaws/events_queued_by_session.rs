use super::Flaw;
use crate::behaviour::{Crossing, SessionLookup};

/// A session is everybody's who knows its id, and progress is queued for all its streams.
pub static FLAW: Flaw = Flaw {
    id: "events-queued-by-session",
    summary: "a session is everybody's who knows its id, and progress is queued for all its streams",
    apply: |behaviour| {
        behaviour.session.lookup = SessionLookup::Unbound;
        behaviour.session.crossing = Crossing::ProgressToSession;
    },
    fails: &[
        "resumption.no-cross-principal-replay",
        "security.session-bound-to-user",
        "session.bound-on-every-worker",
        "session.bound-to-principal-delete",
        "session.bound-to-principal-get",
        "session.bound-to-principal-post",
        "session.bound-to-principal-response",
        "session.event-injection",
        "transport-http.no-broadcast",
    ],
};
