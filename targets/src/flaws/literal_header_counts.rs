use super::Flaw;
use crate::behaviour::HeaderCheck;

/// A header that looks encoded also counts as it stands.
pub static FLAW: Flaw = Flaw {
    id: "literal-header-counts",
    summary: "a header that looks encoded also counts as it stands",
    apply: |behaviour| behaviour.headers = HeaderCheck::LiteralCounts,
    fails: &["headers.literal-is-decoded"],
};
