use super::Flaw;
use crate::behaviour::ScopeCheck;

/// A scope is looked for anywhere in the scopes of the token.
pub static FLAW: Flaw = Flaw {
    id: "scope-substring",
    summary: "a scope is looked for anywhere in the scopes of the token",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::Substring,
    fails: &["authorization.scope-exact"],
};
