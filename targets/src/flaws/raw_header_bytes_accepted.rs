use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Header values may be UTF-8.
pub static FLAW: Flaw = Flaw {
    id: "raw-header-bytes-accepted",
    summary: "header values may be UTF-8",
    apply: |behaviour| behaviour.headers = HeaderCheck::RawBytesCompared,
    fails: &["headers.parameter-characters"],
};
