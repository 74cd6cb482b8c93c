use super::Flaw;
use crate::behaviour::Follows;

/// The client's token is sent to the key URL in its own header.
pub static FLAW: Flaw = Flaw {
    id: "takes-token-to-key-url",
    summary: "the client's token is sent to the key URL in its own header",
    apply: |behaviour| behaviour.token.follows = Follows::KeyUrl,
    fails: &["authorization.passthrough-led"],
};
