use super::Flaw;
use crate::behaviour::Coverage;

/// Only the request that opens a session, or discovery, has its audience checked.
pub static FLAW: Flaw = Flaw {
    id: "audience-not-checked-in-session",
    summary: "only the request that opens a session, or discovery, has its audience checked",
    apply: |behaviour| behaviour.token.coverage = Coverage::AudienceOnlyFirst,
    fails: &[],
};
