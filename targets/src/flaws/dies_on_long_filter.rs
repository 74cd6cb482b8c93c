use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A very long filter of a subscription ends the service.
pub static FLAW: Flaw = Flaw {
    id: "dies-on-long-filter",
    summary: "a very long filter of a subscription ends the service",
    apply: |behaviour| behaviour.features = FeatureBehaviour::DiesOnLongFilter,
    fails: &["subscriptions.bounded"],
};
