use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A subscription is answered as JSON.
pub static FLAW: Flaw = Flaw {
    id: "listen-answers-json",
    summary: "a subscription is answered as JSON",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ListenAnswersJson,
    fails: &["subscriptions.stream-over-http"],
};
