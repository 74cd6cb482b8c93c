use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A URI is read up to its first NUL.
pub static FLAW: Flaw = Flaw {
    id: "uri-cut-at-nul",
    summary: "a URI is read up to its first NUL",
    apply: |behaviour| behaviour.features = FeatureBehaviour::UriCutAtNul,
    fails: &["resources.uri-validated"],
};
