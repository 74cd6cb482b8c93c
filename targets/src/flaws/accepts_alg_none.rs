use super::Flaw;
use crate::behaviour::SignatureCheck;

/// A token with alg none needs no signature.
pub static FLAW: Flaw = Flaw {
    id: "accepts-alg-none",
    summary: "a token with alg none needs no signature",
    apply: |behaviour| behaviour.token.signature = SignatureCheck::NoneAccepted,
    fails: &["authorization.algorithm-none"],
};
