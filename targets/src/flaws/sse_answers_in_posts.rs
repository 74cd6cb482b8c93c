use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// Responses come as answers to posts, and not on the stream.
pub static FLAW: Flaw = Flaw {
    id: "sse-answers-in-posts",
    summary: "responses come as answers to posts, and not on the stream",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::AnswersInPosts,
    fails: &["transport-sse.response-on-stream"],
};
