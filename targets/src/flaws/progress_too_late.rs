use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Progress goes on after the response.
pub static FLAW: Flaw = Flaw {
    id: "progress-too-late",
    summary: "progress goes on after the response",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ProgressTooLate,
    fails: &["progress.stops"],
};
