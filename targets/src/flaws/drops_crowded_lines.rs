use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// Lines behind which many others wait are dropped.
pub static FLAW: Flaw = Flaw {
    id: "drops-crowded-lines",
    summary: "lines behind which many others wait are dropped",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::DropsCrowdedLines,
    fails: &["meta.interleaved-requests"],
};
