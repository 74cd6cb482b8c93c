use super::Flaw;
use crate::behaviour::ScopeCheck;

/// No scope stands for another.
pub static FLAW: Flaw = Flaw {
    id: "scopes-stand-for-themselves",
    summary: "no scope stands for another",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::Literal,
    fails: &["authorization.scope-hierarchy"],
};
