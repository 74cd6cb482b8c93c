use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// Client capabilities of earlier requests on a connection count for later ones.
pub static FLAW: Flaw = Flaw {
    id: "capabilities-remembered",
    summary: "client capabilities of earlier requests on a connection count for later ones",
    apply: |behaviour| behaviour.version = VersionBehaviour::CapabilitiesRemembered,
    fails: &[
        "meta.capabilities-not-remembered",
        "mrtr.capability-respected",
        "meta.missing-capability-error",
    ],
};
