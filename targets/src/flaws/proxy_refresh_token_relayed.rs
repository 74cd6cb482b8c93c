use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// Clients get the token that the other authorization server gave as their refresh token.
pub static FLAW: Flaw = Flaw {
    id: "proxy-refresh-token-relayed",
    summary: "clients get the token that the other authorization server gave as their refresh token",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::TokenRelayedForRefresh,
    fails: &["authorization.proxy-own-token"],
};
