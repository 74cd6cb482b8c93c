use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Each start makes a key of its own for cursors and requestState.
pub static FLAW: Flaw = Flaw {
    id: "key-of-start",
    summary: "each start makes a key of its own for cursors and requestState",
    apply: |behaviour| behaviour.state = StateBehaviour::KeyOfStart,
    fails: &["meta.no-process-affinity"],
};
