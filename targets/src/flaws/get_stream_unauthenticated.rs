use super::Flaw;
use crate::behaviour::Coverage;

/// GET needs no token.
pub static FLAW: Flaw = Flaw {
    id: "get-stream-unauthenticated",
    summary: "GET needs no token",
    apply: |behaviour| behaviour.token.coverage = Coverage::NotGet,
    fails: &[
        "authorization.every-request",
        "authorization.revoked-token-in-session",
        "resumption.no-cross-principal-replay",
        "session.bound-to-principal-get",
        "session.every-request-verified",
    ],
};
