use super::Flaw;
use crate::behaviour::HeaderCheck;

/// White space around a header value belongs to it.
pub static FLAW: Flaw = Flaw {
    id: "header-values-untrimmed",
    summary: "white space around a header value belongs to it",
    apply: |behaviour| behaviour.headers = HeaderCheck::ValuesUntrimmed,
    fails: &["headers.white-space-trimmed"],
};
