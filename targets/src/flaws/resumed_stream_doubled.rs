use super::Flaw;

/// Every connection of a stream gets all of it.
pub static FLAW: Flaw = Flaw {
    id: "resumed-stream-doubled",
    summary: "every connection of a stream gets all of it",
    apply: |behaviour| behaviour.stream.readers_share = true,
    fails: &["resumption.no-duplicate-live"],
};
