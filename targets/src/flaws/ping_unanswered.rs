use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A ping is never answered.
pub static FLAW: Flaw = Flaw {
    id: "ping-unanswered",
    summary: "a ping is never answered",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PingUnanswered,
    fails: &[
        "ping.prompt",
        "ping.empty-result",
        "transport-http.request-not-just-acknowledged",
    ],
};
