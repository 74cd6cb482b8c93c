use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Arguments are not checked against the tool's schema.
pub static FLAW: Flaw = Flaw {
    id: "tool-input-unchecked",
    summary: "arguments are not checked against the tool's schema",
    apply: |behaviour| behaviour.features = FeatureBehaviour::InputUnchecked,
    fails: &["tools.input-validated"],
};
