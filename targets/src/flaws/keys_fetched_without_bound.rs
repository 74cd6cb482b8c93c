use super::Flaw;
use crate::behaviour::KeyFetch;

/// The key set is fetched for every token with an unknown key.
pub static FLAW: Flaw = Flaw {
    id: "keys-fetched-without-bound",
    summary: "the key set is fetched for every token with an unknown key",
    apply: |behaviour| behaviour.token.keys = KeyFetch::Unbounded,
    fails: &["authorization.jwks-fetches-bounded"],
};
