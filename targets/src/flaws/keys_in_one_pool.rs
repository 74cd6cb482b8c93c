use super::Flaw;
use crate::behaviour::KeyFetch;

/// The keys of all issuers are good for tokens of each.
pub static FLAW: Flaw = Flaw {
    id: "keys-in-one-pool",
    summary: "the keys of all issuers are good for tokens of each",
    apply: |behaviour| behaviour.token.keys = KeyFetch::OnePool,
    fails: &["authorization.issuer-key-binding"],
};
