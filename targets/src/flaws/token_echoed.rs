use super::Flaw;

/// Refusals repeat the token.
pub static FLAW: Flaw = Flaw {
    id: "token-echoed",
    summary: "refusals repeat the token",
    apply: |behaviour| behaviour.token.echo = true,
    fails: &["authorization.token-not-echoed"],
};
