use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Header values are compared without regard to case.
pub static FLAW: Flaw = Flaw {
    id: "header-value-case-insensitive",
    summary: "header values are compared without regard to case",
    apply: |behaviour| behaviour.headers = HeaderCheck::ValuesCaseInsensitive,
    fails: &["headers.method-value-case", "headers.parameter-name-case"],
};
