use super::Flaw;
use crate::behaviour::KeyFetch;

/// The first key set stays, whatever is fetched later.
pub static FLAW: Flaw = Flaw {
    id: "new-keys-ignored",
    summary: "the first key set stays, whatever is fetched later",
    apply: |behaviour| behaviour.token.keys = KeyFetch::FirstStays,
    fails: &["authorization.jwks-rotation"],
};
