use super::Flaw;
use crate::behaviour::Crossing;

/// Two lists that are asked for at once are answered each in the place of the other.
pub static FLAW: Flaw = Flaw {
    id: "lists-traded",
    summary: "two lists that are asked for at once are answered each in the place of the other",
    apply: |behaviour| behaviour.session.crossing = Crossing::ListsTraded,
    fails: &[
        "jsonrpc.concurrent-correlation",
        "jsonrpc.id-echo",
        "transport-http.response-on-own-post",
    ],
};
