use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A request is carried out before it is refused for its Origin.
pub static FLAW: Flaw = Flaw {
    id: "origin-after-work",
    summary: "a request is carried out before it is refused for its Origin",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginAfterWork,
    fails: &["transport-http.origin-no-effect"],
};
