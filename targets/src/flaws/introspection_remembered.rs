use super::Flaw;
use crate::behaviour::IntrospectionCheck;

/// What introspection told of a token once holds for ever.
pub static FLAW: Flaw = Flaw {
    id: "introspection-remembered",
    summary: "what introspection told of a token once holds for ever",
    apply: |behaviour| behaviour.token.introspection = IntrospectionCheck::Remembered,
    fails: &[],
};
