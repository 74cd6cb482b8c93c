use super::Flaw;
use crate::behaviour::IntrospectionCheck;

/// An opaque token is good for whomever it was issued.
pub static FLAW: Flaw = Flaw {
    id: "introspection-audience-ignored",
    summary: "an opaque token is good for whomever it was issued",
    apply: |behaviour| behaviour.token.introspection = IntrospectionCheck::AudienceIgnored,
    fails: &["authorization.introspected-audience"],
};
