use super::Flaw;
use crate::behaviour::MessageBehaviour;

/// A message beyond all measure ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-oversize-message",
    summary: "a message beyond all measure ends the service",
    apply: |behaviour| behaviour.message = MessageBehaviour::DiesOnOversize,
    fails: &["jsonrpc.oversize-survived", "transport-http.large-body-bounded"],
};
