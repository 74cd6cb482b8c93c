use super::Flaw;

/// A token without the required scope is accepted.
pub static FLAW: Flaw = Flaw {
    id: "scope-not-enforced",
    summary: "a token without the required scope is accepted",
    apply: |behaviour| behaviour.token.ignore_scope = true,
    fails: &[
        "authorization.introspected-scope",
        "authorization.scope-enforced",
        "authorization.scope-exact",
    ],
};
