use super::Flaw;
use crate::behaviour::BatchBehaviour;

/// An array of notifications is answered with an empty array.
pub static FLAW: Flaw = Flaw {
    id: "batch-of-notifications-200",
    summary: "an array of notifications is answered with an empty array",
    apply: |behaviour| behaviour.batch = BatchBehaviour::EmptyAnswers,
    fails: &["jsonrpc.batch-notifications-accepted"],
};
