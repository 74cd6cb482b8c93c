use super::Flaw;

/// No event says when to come back.
pub static FLAW: Flaw = Flaw {
    id: "retry-not-said",
    summary: "no event says when to come back",
    apply: |behaviour| behaviour.stream.no_retry = true,
    fails: &["resumption.retry-before-close"],
};
