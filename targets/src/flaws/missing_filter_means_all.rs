use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A subscription without a filter is one to everything.
pub static FLAW: Flaw = Flaw {
    id: "missing-filter-means-all",
    summary: "a subscription without a filter is one to everything",
    apply: |behaviour| behaviour.features = FeatureBehaviour::FilterOptional,
    fails: &["subscriptions.filter-required"],
};
