use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An encoded header that cannot be decoded is let through.
pub static FLAW: Flaw = Flaw {
    id: "base64-malformed-served",
    summary: "an encoded header that cannot be decoded is let through",
    apply: |behaviour| behaviour.headers = HeaderCheck::MalformedServed,
    fails: &["headers.encoded-name-malformed", "headers.encoding-padded"],
};
