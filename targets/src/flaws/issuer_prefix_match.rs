use super::Flaw;
use crate::behaviour::IssuerCheck;

/// An issuer that begins with the trusted one is accepted.
pub static FLAW: Flaw = Flaw {
    id: "issuer-prefix-match",
    summary: "an issuer that begins with the trusted one is accepted",
    apply: |behaviour| behaviour.token.issuer = IssuerCheck::Prefix,
    fails: &["authorization.issuer-exact"],
};
