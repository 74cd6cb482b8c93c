use super::Flaw;

/// A token of more than a few KiB ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-oversize-token",
    summary: "a token of more than a few KiB ends the service",
    apply: |behaviour| behaviour.token.dies_on_oversize = true,
    fails: &["authorization.oversize-token"],
};
