use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A modern request with a session id is answered with 404.
pub static FLAW: Flaw = Flaw {
    id: "session-id-refused-in-modern",
    summary: "a modern request with a session id is answered with 404",
    apply: |behaviour| behaviour.http = HttpBehaviour::ModernSessionIdRefused,
    fails: &["transport-http.session-id-ignored"],
};
