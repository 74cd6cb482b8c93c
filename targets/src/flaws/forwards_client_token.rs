use super::Flaw;

/// The fetch tool sends the client's token upstream.
pub static FLAW: Flaw = Flaw {
    id: "forwards-client-token",
    summary: "the fetch tool sends the client's token upstream",
    apply: |behaviour| behaviour.token.forward = true,
    fails: &["authorization.passthrough"],
};
