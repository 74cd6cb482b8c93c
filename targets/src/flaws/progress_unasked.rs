use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Progress is sent for requests without a token.
pub static FLAW: Flaw = Flaw {
    id: "progress-unasked",
    summary: "progress is sent for requests without a token",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ProgressUnasked,
    fails: &["progress.none-without-token"],
};
