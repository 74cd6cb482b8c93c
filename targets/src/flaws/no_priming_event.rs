use super::Flaw;

/// Streams start without a priming event.
pub static FLAW: Flaw = Flaw {
    id: "no-priming-event",
    summary: "streams start without a priming event",
    apply: |behaviour| behaviour.stream.no_priming = true,
    fails: &["resumption.id-before-close", "resumption.priming-event"],
};
