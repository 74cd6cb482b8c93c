use super::Flaw;
use crate::behaviour::ScopeCheck;

/// The challenge for missing scopes names one that is not enough.
pub static FLAW: Flaw = Flaw {
    id: "scopes-challenged-one-by-one",
    summary: "the challenge for missing scopes names one that is not enough",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::OneByOne,
    fails: &["authorization.challenge-complete"],
};
