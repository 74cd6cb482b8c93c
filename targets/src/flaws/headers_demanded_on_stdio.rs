use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// Headers are missed on stdio, which has none.
pub static FLAW: Flaw = Flaw {
    id: "headers-demanded-on-stdio",
    summary: "headers are missed on stdio, which has none",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::HeadersDemanded,
    fails: &["headers.not-on-stdio", "jsonrpc.defined-meaning"],
};
