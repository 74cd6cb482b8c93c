use super::Flaw;

/// A token is accepted before its time.
pub static FLAW: Flaw = Flaw {
    id: "not-before-ignored",
    summary: "a token is accepted before its time",
    apply: |behaviour| behaviour.token.ignore_not_before = true,
    fails: &["authorization.not-yet-valid"],
};
