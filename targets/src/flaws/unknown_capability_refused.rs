use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// An unknown client capability is an error.
pub static FLAW: Flaw = Flaw {
    id: "unknown-capability-refused",
    summary: "an unknown client capability is an error",
    apply: |behaviour| behaviour.version = VersionBehaviour::UnknownCapabilityRefused,
    fails: &[
        "lifecycle.unknown-client-capability",
        "meta.unknown-extras-tolerated",
    ],
};
