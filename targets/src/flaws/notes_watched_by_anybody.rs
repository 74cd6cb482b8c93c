use super::Flaw;
use crate::behaviour::TellBehaviour;

/// Everybody may listen for a note.
pub static FLAW: Flaw = Flaw {
    id: "notes-watched-by-anybody",
    summary: "everybody may listen for a note",
    apply: |behaviour| behaviour.telling = TellBehaviour::NotesForAll,
    fails: &["subscriptions.unauthorised-uri"],
};
