use super::Flaw;
use crate::behaviour::IntrospectionCheck;

/// An opaque token is good while nothing can be learned of it.
pub static FLAW: Flaw = Flaw {
    id: "introspection-outage-fails-open",
    summary: "an opaque token is good while nothing can be learned of it",
    apply: |behaviour| behaviour.token.introspection = IntrospectionCheck::OutageServes,
    fails: &["authorization.introspection-fail-closed"],
};
