use super::Flaw;
use crate::behaviour::SignatureCheck;

/// A token authenticated with the public key as shared secret is accepted.
pub static FLAW: Flaw = Flaw {
    id: "hs256-with-public-key",
    summary: "a token authenticated with the public key as shared secret is accepted",
    apply: |behaviour| behaviour.token.signature = SignatureCheck::PublicKeyAsSecret,
    fails: &["authorization.algorithm-confusion"],
};
