use super::Flaw;
use crate::behaviour::ScopeCheck;

/// Scopes are compared without regard to case.
pub static FLAW: Flaw = Flaw {
    id: "scope-any-case",
    summary: "scopes are compared without regard to case",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::AnyCase,
    fails: &["authorization.scope-exact"],
};
