use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A folder is served whose name begins with that of the one to be served.
pub static FLAW: Flaw = Flaw {
    id: "paths-by-prefix",
    summary: "a folder is served whose name begins with that of the one to be served",
    apply: |behaviour| behaviour.features = FeatureBehaviour::PathsByPrefix,
    fails: &["tools.path-traversal"],
};
