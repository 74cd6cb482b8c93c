use super::Flaw;
use crate::behaviour::HandleBehaviour;

/// A handle is good for whoever gives the name of its user.
pub static FLAW: Flaw = Flaw {
    id: "handle-user-by-name",
    summary: "a handle is good for whoever gives the name of its user",
    apply: |behaviour| behaviour.handles = HandleBehaviour::UserByName,
    fails: &["authorization.handle-bound-to-user"],
};
