use super::Flaw;
use crate::behaviour::TokenForm;

/// A token is good for almost an hour beyond its expiry.
pub static FLAW: Flaw = Flaw {
    id: "hour-of-leeway",
    summary: "a token is good for almost an hour beyond its expiry",
    apply: |behaviour| behaviour.token.form = TokenForm::HourOfLeeway,
    fails: &["authorization.clock-leeway"],
};
