use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// Messages come in events of type response.
pub static FLAW: Flaw = Flaw {
    id: "sse-other-event-type",
    summary: "messages come in events of type response",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::OtherEventType,
    fails: &["transport-sse.message-events"],
};
