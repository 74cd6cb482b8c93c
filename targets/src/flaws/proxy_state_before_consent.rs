use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// The state follows from the request, and is kept in the browser before anybody approved.
pub static FLAW: Flaw = Flaw {
    id: "proxy-state-before-consent",
    summary: "the state follows from the request, and is kept in the browser before anybody approved",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::StateBeforeConsent,
    fails: &["authorization.proxy-state-after-consent"],
};
