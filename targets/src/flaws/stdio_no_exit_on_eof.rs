use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// The service goes on after the end of its input.
pub static FLAW: Flaw = Flaw {
    id: "stdio-no-exit-on-eof",
    summary: "the service goes on after the end of its input",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::OutlivesInput,
    fails: &["transport-stdio.exit-on-end-of-input"],
};
