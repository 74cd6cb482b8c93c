use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// There is no way to unsubscribe.
pub static FLAW: Flaw = Flaw {
    id: "unsubscribing-not-implemented",
    summary: "there is no way to unsubscribe",
    apply: |behaviour| behaviour.features = FeatureBehaviour::NoUnsubscribing,
    fails: &["resources.subscribe-result"],
};
