use super::Flaw;
use crate::behaviour::Follows;

/// The client's token is sent to the URL that is the client's id.
pub static FLAW: Flaw = Flaw {
    id: "takes-token-to-client-id",
    summary: "the client's token is sent to the URL that is the client's id",
    apply: |behaviour| behaviour.token.follows = Follows::ClientId,
    fails: &["authorization.passthrough-led"],
};
