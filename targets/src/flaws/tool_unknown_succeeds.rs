use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A call of an unknown tool succeeds.
pub static FLAW: Flaw = Flaw {
    id: "tool-unknown-succeeds",
    summary: "a call of an unknown tool succeeds",
    apply: |behaviour| behaviour.features = FeatureBehaviour::UnknownToolSucceeds,
    fails: &["tools.name-case", "tools.unknown-tool"],
};
