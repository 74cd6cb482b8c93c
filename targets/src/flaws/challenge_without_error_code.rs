use super::Flaw;
use crate::behaviour::Challenge;

/// Challenges do not say what was wrong with the token.
pub static FLAW: Flaw = Flaw {
    id: "challenge-without-error-code",
    summary: "challenges do not say what was wrong with the token",
    apply: |behaviour| behaviour.token.challenge = Challenge::WithoutError,
    fails: &[
        "authorization.insufficient-scope",
        "authorization.invalid-token-code",
    ],
};
