use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// Some connections see fewer tools.
pub static FLAW: Flaw = Flaw {
    id: "tools-vary-by-connection",
    summary: "some connections see fewer tools",
    apply: |behaviour| behaviour.features = FeatureBehaviour::ToolsVary,
    fails: &["tools.list-connection-independent"],
};
