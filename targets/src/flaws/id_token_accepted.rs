use super::Flaw;

/// Any kind of token of the trusted issuer is accepted.
pub static FLAW: Flaw = Flaw {
    id: "id-token-accepted",
    summary: "any kind of token of the trusted issuer is accepted",
    apply: |behaviour| behaviour.token.any_kind = true,
    fails: &["authorization.other-token-kinds", "authorization.token-type"],
};
