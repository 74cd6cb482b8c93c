use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A foreign origin is answered with 400.
pub static FLAW: Flaw = Flaw {
    id: "origin-403-as-400",
    summary: "a foreign origin is answered with 400",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginBadRequest,
    fails: &["transport-http.origin-rejected"],
};
