use super::Flaw;
use crate::behaviour::Challenge;

/// Challenges do not name the resource metadata.
pub static FLAW: Flaw = Flaw {
    id: "challenge-without-metadata",
    summary: "challenges do not name the resource metadata",
    apply: |behaviour| behaviour.token.challenge = Challenge::WithoutMetadata,
    fails: &["authorization.scope-challenge"],
};
