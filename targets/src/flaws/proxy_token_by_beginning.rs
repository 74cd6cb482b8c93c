use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// What begins with a good token of its own is one.
pub static FLAW: Flaw = Flaw {
    id: "proxy-token-by-beginning",
    summary: "what begins with a good token of its own is one",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::TokenByBeginning,
    fails: &["authorization.own-token-forged"],
};
