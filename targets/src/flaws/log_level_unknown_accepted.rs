use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// An unknown log level is taken for debug.
pub static FLAW: Flaw = Flaw {
    id: "log-level-unknown-accepted",
    summary: "an unknown log level is taken for debug",
    apply: |behaviour| behaviour.features = FeatureBehaviour::UnknownLevelAccepted,
    fails: &["logging.invalid-level"],
};
