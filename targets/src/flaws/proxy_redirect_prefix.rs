use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// A redirect URI need only begin with a registered one.
pub static FLAW: Flaw = Flaw {
    id: "proxy-redirect-prefix",
    summary: "a redirect URI need only begin with a registered one",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::RedirectPrefix,
    fails: &["authorization.proxy-redirect-exact"],
};
