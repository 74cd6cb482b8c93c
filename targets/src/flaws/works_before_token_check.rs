use super::Flaw;

/// A request is carried out before its refusal is sent.
pub static FLAW: Flaw = Flaw {
    id: "works-before-token-check",
    summary: "a request is carried out before its refusal is sent",
    apply: |behaviour| behaviour.token.work_first = true,
    fails: &["authorization.check-before-work"],
};
