use super::Flaw;
use crate::behaviour::Refusal;

/// Refusals are answered with 200 and a JSON-RPC error.
pub static FLAW: Flaw = Flaw {
    id: "wrong-status-for-refused",
    summary: "refusals are answered with 200 and a JSON-RPC error",
    apply: |behaviour| behaviour.token.refusal = Refusal::Success,
    fails: &[
        "authorization.expired",
        "authorization.garbage-token",
        "authorization.insufficient-scope",
        "authorization.no-token",
        "authorization.status-codes",
    ],
};
