use super::Flaw;

/// Work is done in the name of whoever came first on the connection.
pub static FLAW: Flaw = Flaw {
    id: "identity-of-first-on-connection",
    summary: "work is done in the name of whoever came first on the connection",
    apply: |behaviour| behaviour.token.keeps_identity = true,
    fails: &["authorization.principal-per-request"],
};
