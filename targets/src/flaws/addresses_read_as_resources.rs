use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Addresses on the network are read as if they were resources.
pub static FLAW: Flaw = Flaw {
    id: "addresses-read-as-resources",
    summary: "addresses on the network are read as if they were resources",
    apply: |behaviour| behaviour.features = FeatureBehaviour::AddressesProxied,
    fails: &["resources.read-ssrf"],
};
