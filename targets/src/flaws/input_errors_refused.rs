use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Arguments that break the schema are an error of the protocol.
pub static FLAW: Flaw = Flaw {
    id: "input-errors-refused",
    summary: "arguments that break the schema are an error of the protocol",
    apply: |behaviour| behaviour.features = FeatureBehaviour::InputErrorsRefused,
    fails: &["tools.input-error-form"],
};
