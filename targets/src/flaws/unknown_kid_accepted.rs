use super::Flaw;
use crate::behaviour::SignatureCheck;

/// A token whose key id is not published is accepted without verification.
pub static FLAW: Flaw = Flaw {
    id: "unknown-kid-accepted",
    summary: "a token whose key id is not published is accepted without verification",
    apply: |behaviour| behaviour.token.signature = SignatureCheck::UnknownKeyUnverified,
    fails: &[
        "authorization.jwks-fail-closed",
        "authorization.jwks-withdrawal",
        "authorization.key-id-injection",
        "authorization.unknown-key",
        "authorization.issuer-key-binding",
    ],
};
