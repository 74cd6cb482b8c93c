use super::Flaw;

/// A resumed stream stays open after its response.
pub static FLAW: Flaw = Flaw {
    id: "resumed-stream-lingers",
    summary: "a resumed stream stays open after its response",
    apply: |behaviour| behaviour.stream.lingers = true,
    fails: &["resumption.ends-after-response"],
};
