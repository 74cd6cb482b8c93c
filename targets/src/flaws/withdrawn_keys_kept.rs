use super::Flaw;
use crate::behaviour::KeyFetch;

/// Keys that were published once are good for ever.
pub static FLAW: Flaw = Flaw {
    id: "withdrawn-keys-kept",
    summary: "keys that were published once are good for ever",
    apply: |behaviour| behaviour.token.keys = KeyFetch::Added,
    fails: &["authorization.jwks-withdrawal"],
};
