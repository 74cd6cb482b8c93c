use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// Two lists that are asked for at once get each other's ids.
pub static FLAW: Flaw = Flaw {
    id: "sse-list-ids-swapped",
    summary: "two lists that are asked for at once get each other's ids",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::ListIdsSwapped,
    fails: &["jsonrpc.concurrent-correlation", "schema.messages-valid"],
};
