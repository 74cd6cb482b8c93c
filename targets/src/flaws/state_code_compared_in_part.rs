use super::Flaw;
use crate::behaviour::StateBehaviour;

/// Of the authentication code of a requestState the end is not compared.
pub static FLAW: Flaw = Flaw {
    id: "state-code-compared-in-part",
    summary: "of the authentication code of a requestState the end is not compared",
    apply: |behaviour| behaviour.state = StateBehaviour::CodeInPart,
    fails: &["mrtr.state-bit-flipped"],
};
