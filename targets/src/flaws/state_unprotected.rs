use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Any requestState is accepted.
pub static FLAW: Flaw = Flaw {
    id: "state-unprotected",
    summary: "any requestState is accepted",
    apply: |behaviour| behaviour.state = StateBehaviour::Unprotected,
    fails: &[
        "mrtr.state-altered",
        "mrtr.state-forged",
        "mrtr.state-other-arguments",
        "mrtr.state-other-principal",
        "mrtr.state-bit-flipped",
        "mrtr.state-cut",
        "mrtr.state-lengthened",
        "mrtr.state-rewritten",
        "mrtr.state-other-tool",
        "elicitation.bound-to-user",
    ],
};
