use super::Flaw;
use crate::behaviour::HeaderCheck;

/// The markers of the Base64 form are found in any case.
pub static FLAW: Flaw = Flaw {
    id: "base64-marker-any-case",
    summary: "the markers of the Base64 form are found in any case",
    apply: |behaviour| behaviour.headers = HeaderCheck::MarkersAnyCase,
    fails: &["headers.encoding-marker-exact"],
};
