use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Whatever stands in the place of a token is taken for one.
pub static FLAW: Flaw = Flaw {
    id: "progress-tokens-unchecked",
    summary: "whatever stands in the place of a token is taken for one",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ProgressTokensUnchecked,
    fails: &["progress.no-token-not-echoed", "schema.messages-valid"],
};
