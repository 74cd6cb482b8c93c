use super::Flaw;

/// The name that a client gives itself stands in for a token.
pub static FLAW: Flaw = Flaw {
    id: "names-are-credentials",
    summary: "the name that a client gives itself stands in for a token",
    apply: |behaviour| behaviour.token.trusts_names = true,
    fails: &["meta.client-name-no-privilege"],
};
