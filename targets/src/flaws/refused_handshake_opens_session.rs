use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A handshake that is refused opens a session.
pub static FLAW: Flaw = Flaw {
    id: "refused-handshake-opens-session",
    summary: "a handshake that is refused opens a session",
    apply: |behaviour| behaviour.http = HttpBehaviour::RefusedHandshakeOpens,
    fails: &["transport-http.refused-handshake-opens-nothing"],
};
