use super::Flaw;
use crate::behaviour::Crossing;

/// DELETE ends the session and is answered with 500.
pub static FLAW: Flaw = Flaw {
    id: "delete-answered-500",
    summary: "DELETE ends the session and is answered with 500",
    apply: |behaviour| behaviour.session.crossing = Crossing::DeleteFails,
    fails: &["session.delete-status"],
};
