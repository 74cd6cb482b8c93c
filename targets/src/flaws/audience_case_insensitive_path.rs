use super::Flaw;
use crate::behaviour::AudienceCheck;

/// The audience is compared without regard to case.
pub static FLAW: Flaw = Flaw {
    id: "audience-case-insensitive-path",
    summary: "the audience is compared without regard to case",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::CaseInsensitive,
    fails: &[
        "authorization.audience-case",
        "authorization.audience-on-every-method",
        "authorization.introspected-audience",
    ],
};
