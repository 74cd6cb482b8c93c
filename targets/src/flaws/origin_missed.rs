use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// On a connection on which an `Origin` was named, a request without one is refused.
pub static FLAW: Flaw = Flaw {
    id: "origin-missed",
    summary: "on a connection on which an Origin was named, a request without one is refused",
    apply: |behaviour| behaviour.http = HttpBehaviour::OriginMissed,
    fails: &["transport-http.origin-absent-served"],
};
