use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// The beginning of a line that came with the line before it is dropped.
pub static FLAW: Flaw = Flaw {
    id: "rest-of-read-dropped",
    summary: "the beginning of a line that came with the line before it is dropped",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::DropsRest,
    fails: &["meta.interleaved-requests", "transport-stdio.reframing"],
};
