use super::Flaw;
use crate::behaviour::Coverage;

/// A live session id needs no token.
pub static FLAW: Flaw = Flaw {
    id: "session-is-credential",
    summary: "a live session id needs no token",
    apply: |behaviour| behaviour.token.coverage = Coverage::NotInSession,
    fails: &[
        "authorization.every-request",
        "authorization.no-token",
        "authorization.revoked-token-in-session",
        "resumption.no-cross-principal-replay",
        "security.local-listing-guarded",
        "security.session-bound-to-user",
        "security.session-not-credential",
        "session.bad-token-in-session",
        "session.bound-on-every-worker",
        "session.bound-to-principal-delete",
        "session.bound-to-principal-get",
        "session.bound-to-principal-post",
        "session.bound-to-principal-response",
        "session.every-request-verified",
        "session.id-not-a-credential",
        "versioning.eras-equally-protected",
        "authorization.operation-scope-enforced",
    ],
};
