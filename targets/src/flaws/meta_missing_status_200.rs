use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// A request without metadata is refused with status 200.
pub static FLAW: Flaw = Flaw {
    id: "meta-missing-status-200",
    summary: "a request without metadata is refused with status 200",
    apply: |behaviour| behaviour.version = VersionBehaviour::MetaMissingStatusOk,
    fails: &["meta.missing-status"],
};
