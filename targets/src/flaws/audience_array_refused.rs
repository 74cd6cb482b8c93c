use super::Flaw;
use crate::behaviour::AudienceCheck;

/// A token whose audience is an array is refused.
pub static FLAW: Flaw = Flaw {
    id: "audience-array-refused",
    summary: "a token whose audience is an array is refused",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::StringOnly,
    fails: &["authorization.audience-list-with-ours"],
};
