use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// Capabilities of any type are taken for an object.
pub static FLAW: Flaw = Flaw {
    id: "meta-types-unchecked",
    summary: "capabilities of any type are taken for an object",
    apply: |behaviour| behaviour.version = VersionBehaviour::FieldTypesUnchecked,
    fails: &["meta.field-types"],
};
