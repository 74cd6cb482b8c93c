use super::Flaw;
use crate::behaviour::TokenForm;

/// The type in the header of a token is ignored.
pub static FLAW: Flaw = Flaw {
    id: "token-of-any-type",
    summary: "the type in the header of a token is ignored",
    apply: |behaviour| behaviour.token.form = TokenForm::AnyType,
    fails: &["authorization.token-type"],
};
