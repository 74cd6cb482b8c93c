use super::Flaw;

/// An encrypted token is accepted for its contents.
pub static FLAW: Flaw = Flaw {
    id: "encrypted-token-unverified",
    summary: "an encrypted token is accepted for its contents",
    apply: |behaviour| behaviour.token.encrypted_unverified = true,
    fails: &["authorization.encrypted-token"],
};
