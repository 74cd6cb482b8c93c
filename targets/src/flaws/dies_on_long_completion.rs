use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A very long text to complete ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-long-completion",
    summary: "a very long text to complete ends the service",
    apply: |behaviour| behaviour.features = FeatureBehaviour::DiesOnLongCompletion,
    fails: &["completion.input-validated"],
};
