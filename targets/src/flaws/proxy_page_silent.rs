use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// The page of consent does not say who asks for what.
pub static FLAW: Flaw = Flaw {
    id: "proxy-page-silent",
    summary: "the page of consent does not say who asks for what",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::PageSilent,
    fails: &["authorization.proxy-consent-page"],
};
