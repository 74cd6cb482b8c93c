use super::Flaw;
use crate::behaviour::IssuerCheck;

/// A token that names any issuer is accepted.
pub static FLAW: Flaw = Flaw {
    id: "accepts-any-issuer",
    summary: "a token that names any issuer is accepted",
    apply: |behaviour| behaviour.token.issuer = IssuerCheck::Any,
    fails: &[
        "authorization.issuer-exact",
        "authorization.issuer-missing",
        "authorization.untrusted-issuer",
    ],
};
