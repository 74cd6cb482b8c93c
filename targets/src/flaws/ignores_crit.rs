use super::Flaw;

/// A token with a critical extension that is not understood is accepted.
pub static FLAW: Flaw = Flaw {
    id: "ignores-crit",
    summary: "a token with a critical extension that is not understood is accepted",
    apply: |behaviour| behaviour.token.ignore_critical = true,
    fails: &["authorization.critical-header"],
};
