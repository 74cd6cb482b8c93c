use super::Flaw;
use crate::behaviour::Crossing;

/// Of two lists asked for under one id, each client gets the other's.
pub static FLAW: Flaw = Flaw {
    id: "lists-by-request-id",
    summary: "of two lists asked for under one id, each client gets the other's",
    apply: |behaviour| behaviour.session.crossing = Crossing::ListsByRequestId,
    fails: &[
        "schema.messages-valid",
        "session.same-id-requests",
        "jsonrpc.same-id-isolation",
    ],
};
