use super::Flaw;
use crate::behaviour::IntrospectionCheck;

/// An opaque token is good whether or not it is active.
pub static FLAW: Flaw = Flaw {
    id: "introspection-inactive-accepted",
    summary: "an opaque token is good whether or not it is active",
    apply: |behaviour| behaviour.token.introspection = IntrospectionCheck::InactiveServed,
    fails: &["authorization.garbage-token", "authorization.inactive-token"],
};
