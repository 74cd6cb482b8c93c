use super::Flaw;
use crate::behaviour::BatchBehaviour;

/// An element that cannot be read keeps the others from being answered.
pub static FLAW: Flaw = Flaw {
    id: "batch-bad-element-spoils",
    summary: "an element that cannot be read keeps the others from being answered",
    apply: |behaviour| behaviour.batch = BatchBehaviour::BadElementSpoils,
    fails: &["jsonrpc.batch-bad-element"],
};
