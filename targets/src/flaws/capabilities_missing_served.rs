use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// A request without client capabilities is served.
pub static FLAW: Flaw = Flaw {
    id: "capabilities-missing-served",
    summary: "a request without client capabilities is served",
    apply: |behaviour| behaviour.version = VersionBehaviour::CapabilitiesMissingServed,
    fails: &["meta.capabilities-required"],
};
