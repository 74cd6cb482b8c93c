use super::Flaw;
use crate::behaviour::ScopeCheck;

/// The challenge of a tool names the scopes of all tools.
pub static FLAW: Flaw = Flaw {
    id: "challenge-names-all-scopes",
    summary: "the challenge of a tool names the scopes of all tools",
    apply: |behaviour| behaviour.token.scope = ScopeCheck::ChallengeNamesAll,
    fails: &["authorization.challenge-precise"],
};
