use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// The second page of the prompts comes in the one order or the other.
pub static FLAW: Flaw = Flaw {
    id: "pages-shift",
    summary: "the second page of the prompts comes in the one order or the other",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PagesShift,
    fails: &["pagination.stable-cursors"],
};
