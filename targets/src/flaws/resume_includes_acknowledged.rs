use super::Flaw;

/// A resumption repeats the event that the client named.
pub static FLAW: Flaw = Flaw {
    id: "resume-includes-acknowledged",
    summary: "a resumption repeats the event that the client named",
    apply: |behaviour| behaviour.stream.include_acknowledged = true,
    fails: &["resumption.replay-exact-suffix"],
};
