use super::Flaw;
use crate::behaviour::HeaderCheck;

/// An encoded header may lack its padding.
pub static FLAW: Flaw = Flaw {
    id: "base64-padding-optional",
    summary: "an encoded header may lack its padding",
    apply: |behaviour| behaviour.headers = HeaderCheck::PaddingOptional,
    fails: &["headers.encoding-padded"],
};
