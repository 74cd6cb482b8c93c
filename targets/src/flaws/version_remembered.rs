use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// An earlier request's version stands in for a missing one.
pub static FLAW: Flaw = Flaw {
    id: "version-remembered",
    summary: "an earlier request's version stands in for a missing one",
    apply: |behaviour| behaviour.version = VersionBehaviour::Remembered,
    fails: &["meta.missing", "meta.version-not-remembered"],
};
