use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// A post that cannot be read ends the stream.
pub static FLAW: Flaw = Flaw {
    id: "sse-bad-post-ends-stream",
    summary: "a post that cannot be read ends the stream",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::BadPostEndsStream,
    fails: &["transport-sse.malformed-post-survived"],
};
