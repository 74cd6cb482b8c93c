use super::Flaw;
use crate::behaviour::TokenForm;

/// What follows the third segment of a token is ignored.
pub static FLAW: Flaw = Flaw {
    id: "token-with-more-segments",
    summary: "what follows the third segment of a token is ignored",
    apply: |behaviour| behaviour.token.form = TokenForm::MoreSegments,
    fails: &["authorization.token-encoding"],
};
