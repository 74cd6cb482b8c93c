use super::Flaw;
use crate::behaviour::ChannelBehaviour;

/// The address comes in an unnamed event, as JSON.
pub static FLAW: Flaw = Flaw {
    id: "sse-address-as-json",
    summary: "the address comes in an unnamed event, as JSON",
    apply: |behaviour| behaviour.channel = ChannelBehaviour::AddressAsJson,
    fails: &[
        "transport-sse.endpoint-event",
        "transport-sse.message-events",
        "jsonrpc.version-member",
    ],
};
