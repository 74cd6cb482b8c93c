use super::Flaw;
use crate::behaviour::Coverage;

/// A request without a token is served.
pub static FLAW: Flaw = Flaw {
    id: "no-token-served",
    summary: "a request without a token is served",
    apply: |behaviour| behaviour.token.coverage = Coverage::OnlyPresented,
    fails: &[
        "authorization.every-request",
        "authorization.no-token",
        "security.local-listing-guarded",
        "security.session-not-credential",
        "transport-http.authenticated",
        "transport-sse.cross-principal",
    ],
};
