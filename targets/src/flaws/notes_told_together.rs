use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Whoever listens for a note is told of every note.
pub static FLAW: Flaw = Flaw {
    id: "notes-told-together",
    summary: "whoever listens for a note is told of every note",
    apply: |behaviour| behaviour.telling = TellBehaviour::NotesTogether,
    fails: &["subscriptions.isolation-principal"],
};
