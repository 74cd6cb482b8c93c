use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// A browser that approved one client has approved them all.
pub static FLAW: Flaw = Flaw {
    id: "proxy-skips-consent-for-known-browser",
    summary: "a browser that approved one client has approved them all",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::ConsentPerBrowser,
    fails: &["authorization.proxy-consent", "authorization.proxy-cookie"],
};
