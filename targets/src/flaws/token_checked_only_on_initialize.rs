use super::Flaw;
use crate::behaviour::Coverage;

/// Only the request that opens a session, or discovery, needs a good token.
pub static FLAW: Flaw = Flaw {
    id: "token-checked-only-on-initialize",
    summary: "only the request that opens a session, or discovery, needs a good token",
    apply: |behaviour| behaviour.token.coverage = Coverage::OnlyFirst,
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
        "transport-http.authenticated",
        "transport-sse.cross-principal",
        "authorization.operation-scope-enforced",
    ],
};
