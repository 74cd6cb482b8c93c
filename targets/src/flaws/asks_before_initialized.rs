use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A client is asked something before it has said that it is ready.
pub static FLAW: Flaw = Flaw {
    id: "asks-before-initialized",
    summary: "a client is asked something before it has said that it is ready",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::AsksTooEarly,
    fails: &["lifecycle.no-request-before-initialized"],
};
