use super::Flaw;

/// Addresses of keys in the header of a token are asked for.
pub static FLAW: Flaw = Flaw {
    id: "key-addresses-fetched",
    summary: "addresses of keys in the header of a token are asked for",
    apply: |behaviour| behaviour.token.follows_key_addresses = true,
    fails: &["authorization.key-address-not-fetched"],
};
