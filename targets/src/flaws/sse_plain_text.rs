use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// The stream of the old transport is sent as text/plain.
pub static FLAW: Flaw = Flaw {
    id: "sse-plain-text",
    summary: "the stream of the old transport is sent as text/plain",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::PlainText,
    fails: &["transport-sse.content-type"],
};
