use super::Flaw;
use crate::behaviour::Presentation;

/// A token in a cookie is accepted.
pub static FLAW: Flaw = Flaw {
    id: "token-in-cookie-accepted",
    summary: "a token in a cookie is accepted",
    apply: |behaviour| behaviour.token.presentation = Presentation::HeaderOrCookie,
    fails: &["authorization.token-in-body"],
};
