use super::Flaw;
use crate::behaviour::Presentation;

/// Any word of any Authorization header that is a good token is accepted.
pub static FLAW: Flaw = Flaw {
    id: "malformed-authorization-accepted",
    summary: "any word of any Authorization header that is a good token is accepted",
    apply: |behaviour| behaviour.token.presentation = Presentation::Lenient,
    fails: &["authorization.malformed-header"],
};
