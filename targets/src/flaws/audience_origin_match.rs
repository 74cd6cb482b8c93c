use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience that is only this server's origin is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-origin-match",
    summary: "an audience that is only this server's origin is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Origin,
    fails: &[],
};
