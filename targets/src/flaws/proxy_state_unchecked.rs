use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// The state at the callback is not held against that of the browser.
pub static FLAW: Flaw = Flaw {
    id: "proxy-state-unchecked",
    summary: "the state at the callback is not held against that of the browser",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::StateUnchecked,
    fails: &[
        "authorization.proxy-state",
        "authorization.proxy-state-after-consent",
    ],
};
