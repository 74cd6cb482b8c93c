use super::Flaw;
use crate::behaviour::HeaderCheck;

/// A call is carried out before it is refused for its headers.
pub static FLAW: Flaw = Flaw {
    id: "headers-after-work",
    summary: "a call is carried out before it is refused for its headers",
    apply: |behaviour| behaviour.headers = HeaderCheck::AfterWork,
    fails: &["headers.mismatch-no-effect"],
};
