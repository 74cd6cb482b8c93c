use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// A post that names no stream is acknowledged.
pub static FLAW: Flaw = Flaw {
    id: "sse-unknown-acknowledged",
    summary: "a post that names no stream is acknowledged",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::UnknownAcknowledged,
    fails: &["transport-sse.unknown-channel"],
};
