use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// The counter-offer is not the newest version.
pub static FLAW: Flaw = Flaw {
    id: "counter-offer-not-latest",
    summary: "the counter-offer is not the newest version",
    apply: |behaviour| behaviour.version = VersionBehaviour::OffersOlder,
    fails: &["lifecycle.counter-offer-latest"],
};
