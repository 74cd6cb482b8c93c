use super::Flaw;
use crate::behaviour::StdioBehaviour;

/// A banner is written to stdout before the first message.
pub static FLAW: Flaw = Flaw {
    id: "stdout-noise",
    summary: "a banner is written to stdout before the first message",
    apply: |behaviour| behaviour.stdio = StdioBehaviour::Banner,
    fails: &["transport-stdio.stdout-pure"],
};
