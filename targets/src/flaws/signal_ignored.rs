use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// The signal to end is ignored.
pub static FLAW: Flaw = Flaw {
    id: "signal-ignored",
    summary: "the signal to end is ignored",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::IgnoresTermination,
    fails: &["transport-stdio.exit-on-signal"],
};
