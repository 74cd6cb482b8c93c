use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// The state at the callback is good for more than once.
pub static FLAW: Flaw = Flaw {
    id: "proxy-state-reusable",
    summary: "the state at the callback is good for more than once",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::StateReusable,
    fails: &["authorization.proxy-state"],
};
