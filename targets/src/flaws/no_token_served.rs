use super::Flaw;
use crate::behaviour::Coverage;

/// A request without a token is served.
pub static FLAW: Flaw = Flaw {
    id: "no-token-served",
    summary: "a request without a token is served",
    apply: |behaviour| behaviour.token.coverage = Coverage::OnlyPresented,
    fails: &[
        "transport-http.authenticated",
        "authorization.every-request",
        "authorization.no-token",
        "security.session-not-credential",
        "subscriptions.token-required",
        "transport-sse.cross-principal",
        "security.local-listing-guarded",
    ],
};
