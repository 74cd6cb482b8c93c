use super::Flaw;
use crate::behaviour::ScopeCheck;

/// The scopes of tools are not looked at.
pub static FLAW: Flaw = Flaw {
    id: "tool-scopes-ignored",
    summary: "the scopes of tools are not looked at",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::NotOfTools,
    fails: &["authorization.operation-scope-enforced"],
};
