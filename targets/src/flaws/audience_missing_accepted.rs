use super::Flaw;
use crate::behaviour::AudienceCheck;

/// A token that names no audience is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-missing-accepted",
    summary: "a token that names no audience is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::MissingAccepted,
    fails: &[
        "authorization.audience-missing",
        "authorization.audience-on-every-method",
        "authorization.introspected-audience",
    ],
};
