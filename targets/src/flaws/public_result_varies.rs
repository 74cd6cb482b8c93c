use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A result marked public names the principal.
pub static FLAW: Flaw = Flaw {
    id: "public-result-varies",
    summary: "a result marked public names the principal",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PublicResultVaries,
    fails: &["caching.public-same-for-all"],
};
