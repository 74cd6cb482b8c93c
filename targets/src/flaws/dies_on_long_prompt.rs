use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A very long argument of a prompt ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-long-prompt",
    summary: "a very long argument of a prompt ends the service",
    apply: |behaviour| behaviour.features = FeatureBehaviour::DiesOnLongPrompt,
    fails: &["prompts.arguments-validated"],
};
