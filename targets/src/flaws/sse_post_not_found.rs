use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// What is posted to the named address is not found.
pub static FLAW: Flaw = Flaw {
    id: "sse-post-not-found",
    summary: "what is posted to the named address is not found",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::PostsNotFound,
    fails: &["transport-sse.endpoints"],
};
