use super::Flaw;
use crate::behaviour::AudienceCheck;

/// A token for any audience, or none, is accepted.
pub static FLAW: Flaw = Flaw {
    id: "accepts-any-audience",
    summary: "a token for any audience, or none, is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Any,
    fails: &[],
};
