use super::Flaw;

/// A good token with a claim that is not known is refused.
pub static FLAW: Flaw = Flaw {
    id: "unknown-claims-refused",
    summary: "a good token with a claim that is not known is refused",
    apply: |behaviour| behaviour.token.refuse_unknown_claims = true,
    fails: &["authorization.valid-accepted"],
};
