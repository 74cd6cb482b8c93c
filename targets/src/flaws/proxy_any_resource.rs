use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// A token of its own is good here whatever resource it was made for.
pub static FLAW: Flaw = Flaw {
    id: "proxy-any-resource",
    summary: "a token of its own is good here whatever resource it was made for",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::AnyResource,
    fails: &["authorization.own-issuer-audience"],
};
