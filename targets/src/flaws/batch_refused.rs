use super::Flaw;
use crate::behaviour::BatchBehaviour;

/// Arrays are refused though 2025-03-26 was agreed.
pub static FLAW: Flaw = Flaw {
    id: "batch-refused",
    summary: "arrays are refused though 2025-03-26 was agreed",
    apply: |behaviour| behaviour.batch = BatchBehaviour::Refused,
    fails: &["jsonrpc.batch-received", "transport-stdio.batch-line"],
};
