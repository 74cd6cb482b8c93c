use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// What the upstream service says is passed on as it is.
pub static FLAW: Flaw = Flaw {
    id: "upstream-text-verbatim",
    summary: "what the upstream service says is passed on as it is",
    apply: |behaviour| behaviour.features = FeatureBehaviour::UpstreamVerbatim,
    fails: &["tools.output-sanitized"],
};
