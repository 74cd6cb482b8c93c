use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A line that no pipe holds is never worked on.
pub static FLAW: Flaw = Flaw {
    id: "stalls-on-long-lines",
    summary: "a line that no pipe holds is never worked on",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::StallsOnLongLines,
    fails: &[
        "completion.input-validated",
        "prompts.arguments-validated",
        "resources.uri-validated",
        "tools.fuzz-survives",
        "transport-stdio.large-messages",
    ],
};
