use super::Flaw;
use crate::behaviour::Coverage;

/// A live session id needs no token.
pub static FLAW: Flaw = Flaw {
    id: "session-is-credential",
    summary: "a live session id needs no token",
    apply: |behaviour| behaviour.token.coverage = Coverage::NotInSession,
    fails: &[
        "versioning.eras-equally-protected",
        "session.bound-to-principal-response",
        "authorization.every-request",
        "authorization.no-token",
        "resumption.no-cross-principal-replay",
        "security.session-not-credential",
        "session.bad-token-in-session",
        "session.bound-to-principal-delete",
        "session.bound-to-principal-get",
        "session.bound-to-principal-post",
        "session.every-request-verified",
        "session.id-not-a-credential",
    ],
};
