use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A server that speaks modern revisions only ends when it is sent a handshake.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-handshake",
    summary: "a server that speaks modern revisions only ends when it is sent a handshake",
    apply: |behaviour| {
        behaviour.slim = true;
        behaviour.stdio = StdioBehaviour::DiesOnHandshake;
    },
    fails: &["transport-stdio.handshake-answered"],
};
