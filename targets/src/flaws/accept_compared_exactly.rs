use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The Accept header is compared with one text.
pub static FLAW: Flaw = Flaw {
    id: "accept-compared-exactly",
    summary: "the Accept header is compared with one text",
    apply: |behaviour| behaviour.http = HttpBehaviour::AcceptExact,
    fails: &["transport-http.accept-parsed"],
};
