use super::Flaw;
use crate::behaviour::AudienceCheck;

/// The audience is parsed as a URL before it is compared.
pub static FLAW: Flaw = Flaw {
    id: "audience-normalized",
    summary: "the audience is parsed as a URL before it is compared",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Normalized,
    fails: &["authorization.audience-normalized"],
};
