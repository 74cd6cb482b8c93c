use super::Flaw;

/// DELETE ends every session.
pub static FLAW: Flaw = Flaw {
    id: "delete-ends-other-sessions",
    summary: "DELETE ends every session",
    apply: |behaviour| behaviour.session.delete_ends_all = true,
    fails: &["session.delete-during-call", "session.delete-isolated"],
};
