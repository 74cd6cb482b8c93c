use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience that is neither a string nor an array of strings is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-wrong-type-accepted",
    summary: "an audience that is neither a string nor an array of strings is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::WrongType,
    fails: &[
        "authorization.audience-missing",
        "authorization.audience-on-every-method",
        "authorization.audience-type",
        "authorization.introspected-audience",
    ],
};
