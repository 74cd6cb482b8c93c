use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// Initialize agrees to any version.
pub static FLAW: Flaw = Flaw {
    id: "initialize-blind-echo",
    summary: "initialize agrees to any version",
    apply: |behaviour| behaviour.version = VersionBehaviour::EchoAny,
    fails: &["lifecycle.no-blind-echo", "versioning.handshake-selects-legacy"],
};
