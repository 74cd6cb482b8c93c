use super::Flaw;
use crate::behaviour::HeaderCheck;

/// Bytes that a header may not have are dropped before it is compared.
pub static FLAW: Flaw = Flaw {
    id: "invalid-header-bytes-dropped",
    summary: "bytes that a header may not have are dropped before it is compared",
    apply: |behaviour| behaviour.headers = HeaderCheck::InvalidBytesDropped,
    fails: &["headers.name-characters"],
};
