use super::Flaw;
use crate::behaviour::Refusal;

/// A refused token is answered with 403.
pub static FLAW: Flaw = Flaw {
    id: "refused-token-403",
    summary: "a refused token is answered with 403",
    apply: |behaviour| behaviour.token.refusal = Refusal::Forbidden,
    fails: &["authorization.expired", "authorization.status-codes"],
};
