use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The Host header is not looked at.
pub static FLAW: Flaw = Flaw {
    id: "host-ignored",
    summary: "the Host header is not looked at",
    apply: |behaviour| behaviour.http = HttpBehaviour::HostIgnored,
    fails: &["transport-http.host-validated"],
};
