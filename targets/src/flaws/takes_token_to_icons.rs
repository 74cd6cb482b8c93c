use super::Flaw;
use crate::behaviour::Follows;

/// The client's token is sent to where the icons of the client are said to be.
pub static FLAW: Flaw = Flaw {
    id: "takes-token-to-icons",
    summary: "the client's token is sent to where the icons of the client are said to be",
    apply: |behaviour| behaviour.token.follows = Follows::ClientIcons,
    fails: &["authorization.passthrough-led"],
};
