use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// Clients get the token that the other authorization server gave.
pub static FLAW: Flaw = Flaw {
    id: "proxy-token-relayed",
    summary: "clients get the token that the other authorization server gave",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::TokenRelayed,
    fails: &["authorization.proxy-own-token"],
};
