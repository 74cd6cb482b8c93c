use super::Flaw;
use crate::behaviour::Crossing;

/// A handshake within a session spoils the session.
pub static FLAW: Flaw = Flaw {
    id: "handshake-spoils-session",
    summary: "a handshake within a session spoils the session",
    apply: |behaviour| behaviour.session.crossing = Crossing::HandshakeSpoils,
    fails: &["lifecycle.second-initialize"],
};
