use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A very long argument ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-long-argument",
    summary: "a very long argument ends the service",
    apply: |behaviour| behaviour.features = FeatureBehaviour::DiesOnLongArgument,
    fails: &["tools.fuzz-survives", "transport-stdio.large-messages"],
};
