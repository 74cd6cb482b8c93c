use super::Flaw;
use crate::behaviour::StateBehaviour;

/// What follows the authentication code of a requestState is ignored.
pub static FLAW: Flaw = Flaw {
    id: "state-rest-ignored",
    summary: "what follows the authentication code of a requestState is ignored",
    apply: |behaviour| behaviour.state = StateBehaviour::RestIgnored,
    fails: &["mrtr.state-lengthened"],
};
