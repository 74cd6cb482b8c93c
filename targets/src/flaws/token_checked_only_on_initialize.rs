use super::Flaw;
use crate::behaviour::Coverage;

/// Only the request that opens a session, or discovery, needs a good token.
pub static FLAW: Flaw = Flaw {
    id: "token-checked-only-on-initialize",
    summary: "only the request that opens a session, or discovery, needs a good token",
    apply: |behaviour| behaviour.token.coverage = Coverage::OnlyFirst,
    fails: &[
        "authorization.no-token",
        "authorization.every-request",
        "security.session-not-credential",
    ],
};
