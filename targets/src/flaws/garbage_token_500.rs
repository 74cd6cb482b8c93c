use super::Flaw;
use crate::behaviour::Refusal;

/// A token that cannot be read is answered with 500.
pub static FLAW: Flaw = Flaw {
    id: "garbage-token-500",
    summary: "a token that cannot be read is answered with 500",
    apply: |behaviour| behaviour.token.refusal = Refusal::ServerErrorOnGarbage,
    fails: &[
        "authorization.garbage-token",
        "authorization.malformed-header",
        "authorization.oversize-token",
        "authorization.status-codes",
        "authorization.token-encoding",
    ],
};
