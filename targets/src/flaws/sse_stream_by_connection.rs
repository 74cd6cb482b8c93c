use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// A post is answered on the stream that its connection posted to first.
pub static FLAW: Flaw = Flaw {
    id: "sse-stream-by-connection",
    summary: "a post is answered on the stream that its connection posted to first",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::StreamByConnection,
    fails: &["transport-sse.streams-isolated"],
};
