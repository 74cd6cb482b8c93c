use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// There is no server/discover.
pub static FLAW: Flaw = Flaw {
    id: "discover-missing",
    summary: "there is no server/discover",
    apply: |behaviour| behaviour.version = VersionBehaviour::NoDiscovery,
    fails: &["discover.implemented", "transport-stdio.discover-first"],
};
