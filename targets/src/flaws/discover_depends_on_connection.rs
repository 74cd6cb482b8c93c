use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// Every other discovery leaves out a capability.
pub static FLAW: Flaw = Flaw {
    id: "discover-depends-on-connection",
    summary: "every other discovery leaves out a capability",
    apply: |behaviour| behaviour.version = VersionBehaviour::UnstableDiscovery,
    fails: &["discover.stable"],
};
