use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Of many pings in a row the last ones are not answered.
pub static FLAW: Flaw = Flaw {
    id: "pings-run-out",
    summary: "of many pings in a row the last ones are not answered",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PingsRunOut,
    fails: &["ping.prompt"],
};
