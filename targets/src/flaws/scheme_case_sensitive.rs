use super::Flaw;
use crate::behaviour::Presentation;

/// The scheme is accepted only as Bearer.
pub static FLAW: Flaw = Flaw {
    id: "scheme-case-sensitive",
    summary: "the scheme is accepted only as Bearer",
    apply: |behaviour| behaviour.token.presentation = Presentation::CaseSensitive,
    fails: &["authorization.scheme-case"],
};
