use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// Another site may put the page of consent into a frame.
pub static FLAW: Flaw = Flaw {
    id: "proxy-page-framed",
    summary: "another site may put the page of consent into a frame",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::PageFramed,
    fails: &["authorization.proxy-consent-page"],
};
