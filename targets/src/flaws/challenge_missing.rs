use super::Flaw;
use crate::behaviour::Challenge;

/// Refusals carry no challenge.
pub static FLAW: Flaw = Flaw {
    id: "challenge-missing",
    summary: "refusals carry no challenge",
    apply: |behaviour| behaviour.token.challenge = Challenge::Absent,
    fails: &["authorization.challenge", "authorization.insufficient-scope"],
};
