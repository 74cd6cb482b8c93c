use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// An escaped line break ends a message.
pub static FLAW: Flaw = Flaw {
    id: "escaped-newline-splits",
    summary: "an escaped line break ends a message",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::UnescapesLines,
    fails: &["transport-stdio.escaped-newline"],
};
