use super::Flaw;
use crate::behaviour::Coverage;

/// A live session id needs no token.
pub static FLAW: Flaw = Flaw {
    id: "session-is-credential",
    summary: "a live session id needs no token",
    apply: |behaviour| behaviour.token.coverage = Coverage::NotInSession,
    fails: &[
        "authorization.no-token",
        "authorization.every-request",
        "security.session-not-credential",
    ],
};
