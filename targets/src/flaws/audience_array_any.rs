use super::Flaw;
use crate::behaviour::AudienceCheck;

/// Any array of audiences is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-array-any",
    summary: "any array of audiences is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::AnyArray,
    fails: &[
        "authorization.audience-list-foreign",
        "authorization.audience-on-every-method",
        "authorization.introspected-audience",
        "authorization.long-audience",
    ],
};
