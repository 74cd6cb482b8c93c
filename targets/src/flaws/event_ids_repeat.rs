use super::Flaw;

/// Each stream numbers its events from the same start.
pub static FLAW: Flaw = Flaw {
    id: "event-ids-repeat",
    summary: "each stream numbers its events from the same start",
    apply: |behaviour| behaviour.stream.repeated_ids = true,
    fails: &[
        "resumption.event-id-names-stream",
        "resumption.event-ids-unique",
        "resumption.no-cross-stream-replay",
    ],
};
