use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// Whoever knows the address of a stream can post there.
pub static FLAW: Flaw = Flaw {
    id: "sse-key-is-enough",
    summary: "whoever knows the address of a stream can post there",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::AnyPrincipal,
    fails: &["transport-sse.cross-principal"],
};
