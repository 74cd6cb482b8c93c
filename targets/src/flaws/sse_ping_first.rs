use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// A ping of the server's own comes before the address.
pub static FLAW: Flaw = Flaw {
    id: "sse-ping-first",
    summary: "a ping of the server's own comes before the address",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::PingFirst,
    fails: &["transport-sse.endpoint-event-first"],
};
