use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// The key in a stream's address is a counter.
pub static FLAW: Flaw = Flaw {
    id: "sse-keys-sequential",
    summary: "the key in a stream's address is a counter",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::KeysSequential,
    fails: &["transport-sse.key-unpredictable"],
};
