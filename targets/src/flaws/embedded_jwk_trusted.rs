use super::Flaw;
use crate::behaviour::SignatureCheck;

/// A token is verified by the key in its own header.
pub static FLAW: Flaw = Flaw {
    id: "embedded-jwk-trusted",
    summary: "a token is verified by the key in its own header",
    apply: |behaviour| behaviour.token.signature = SignatureCheck::EmbeddedKeyTrusted,
    fails: &["authorization.key-injection"],
};
