use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A ping before the handshake is refused on stdio.
pub static FLAW: Flaw = Flaw {
    id: "ping-needs-handshake",
    summary: "a ping before the handshake is refused on stdio",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::PingNeedsHandshake,
    fails: &["ping.before-initialized"],
};
