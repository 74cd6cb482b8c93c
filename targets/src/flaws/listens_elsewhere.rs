use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// It listens on an address that is not loopback.
pub static FLAW: Flaw = Flaw {
    id: "listens-elsewhere",
    summary: "it listens on an address that is not loopback",
    apply: |behaviour| behaviour.http = HttpBehaviour::ListensElsewhere,
    fails: &["transport-http.loopback-only", "transport-sse.loopback-only"],
};
