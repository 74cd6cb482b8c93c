use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// A request without clientInfo is refused.
pub static FLAW: Flaw = Flaw {
    id: "clientinfo-required",
    summary: "a request without clientInfo is refused",
    apply: |behaviour| behaviour.version = VersionBehaviour::ClientInfoRequired,
    fails: &["meta.client-info-optional"],
};
