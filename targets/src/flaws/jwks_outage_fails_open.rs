use super::Flaw;
use crate::behaviour::KeyFetch;

/// Signatures are not verified while there are no keys.
pub static FLAW: Flaw = Flaw {
    id: "jwks-outage-fails-open",
    summary: "signatures are not verified while there are no keys",
    apply: |behaviour| behaviour.token.keys = KeyFetch::OutageServes,
    fails: &["authorization.jwks-fail-closed"],
};
