use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A request of the server's own precedes the answer to a tool call.
pub static FLAW: Flaw = Flaw {
    id: "stdio-server-request",
    summary: "a request of the server's own precedes the answer to a tool call",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::SendsRequests,
    fails: &["jsonrpc.no-server-request", "transport-stdio.no-server-request"],
};
