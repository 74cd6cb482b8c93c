use super::Flaw;
use crate::behaviour::Crossing;

/// A second handshake on a connection needs a session id.
pub static FLAW: Flaw = Flaw {
    id: "second-handshake-needs-id",
    summary: "a second handshake on a connection needs a session id",
    apply: |behaviour| behaviour.session.crossing = Crossing::OneHandshake,
    fails: &["session.init-without-id"],
};
