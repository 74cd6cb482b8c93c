use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Arguments of prompts are not looked at.
pub static FLAW: Flaw = Flaw {
    id: "prompt-arguments-unchecked",
    summary: "arguments of prompts are not looked at",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PromptArgumentsUnchecked,
    fails: &["prompts.arguments-validated"],
};
