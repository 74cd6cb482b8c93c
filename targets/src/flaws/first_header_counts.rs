use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Of two headers of one name the first counts.
pub static FLAW: Flaw = Flaw {
    id: "first-header-counts",
    summary: "of two headers of one name the first counts",
    apply: |behaviour| behaviour.headers = HeaderCheck::FirstValueCounts,
    fails: &["headers.duplicates-conflict"],
};
