use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// A request without metadata is served.
pub static FLAW: Flaw = Flaw {
    id: "meta-missing-served",
    summary: "a request without metadata is served",
    apply: |behaviour| behaviour.version = VersionBehaviour::MetaMissingServed,
    fails: &["lifecycle.initialize-first", "meta.missing"],
};
