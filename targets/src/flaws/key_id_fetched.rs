use super::Flaw;

/// A key id that is an address is asked for.
pub static FLAW: Flaw = Flaw {
    id: "key-id-fetched",
    summary: "a key id that is an address is asked for",
    apply: |behaviour| behaviour.token.follows_key_id = true,
    fails: &["authorization.key-id-injection"],
};
