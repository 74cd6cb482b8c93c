use super::Flaw;
use crate::behaviour::BatchBehaviour;

/// An empty array is answered with an empty array.
pub static FLAW: Flaw = Flaw {
    id: "batch-empty-served",
    summary: "an empty array is answered with an empty array",
    apply: |behaviour| behaviour.batch = BatchBehaviour::EmptyServed,
    fails: &["jsonrpc.batch-empty"],
};
