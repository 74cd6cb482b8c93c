use super::Flaw;
use crate::behaviour::ScopeCheck;

/// A tool needs the scopes of all tools.
pub static FLAW: Flaw = Flaw {
    id: "tool-needs-all-scopes",
    summary: "a tool needs the scopes of all tools",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::AllOfTools,
    fails: &[
        "authorization.downscoped-accepted",
        "authorization.challenge-precise",
    ],
};
