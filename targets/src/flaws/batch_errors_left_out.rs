use super::Flaw;
use crate::behaviour::BatchBehaviour;

/// Errors are left out of the answer to an array.
pub static FLAW: Flaw = Flaw {
    id: "batch-errors-left-out",
    summary: "errors are left out of the answer to an array",
    apply: |behaviour| behaviour.batch = BatchBehaviour::ErrorsLeftOut,
    fails: &["jsonrpc.batch-answered-by-request"],
};
