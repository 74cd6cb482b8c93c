use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// People are sent on to the upstream authorization server without being asked.
pub static FLAW: Flaw = Flaw {
    id: "proxy-never-asks",
    summary: "people are sent on to the upstream authorization server without being asked",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::NeverAsks,
    fails: &["authorization.proxy-consent"],
};
