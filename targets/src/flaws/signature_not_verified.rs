use super::Flaw;
use crate::behaviour::SignatureCheck;

/// The signature of a token is not verified.
pub static FLAW: Flaw = Flaw {
    id: "signature-not-verified",
    summary: "the signature of a token is not verified",
    apply: |behaviour| behaviour.token.signature = SignatureCheck::Skipped,
    fails: &[
        "authorization.algorithm-allowlist",
        "authorization.algorithm-confusion",
        "authorization.algorithm-none",
        "authorization.jwks-fail-closed",
        "authorization.jwks-withdrawal",
        "authorization.key-address-not-fetched",
        "authorization.key-id-injection",
        "authorization.key-injection",
        "authorization.signature",
        "authorization.unknown-key",
        "authorization.issuer-key-binding",
    ],
};
