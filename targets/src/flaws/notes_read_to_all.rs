use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// A note is listed for its user alone, and read to everybody.
pub static FLAW: Flaw = Flaw {
    id: "notes-read-to-all",
    summary: "a note is listed for its user alone, and read to everybody",
    apply: |behaviour| behaviour.features = FeatureBehaviour::NotesForAll,
    fails: &[
        "authorization.per-primitive-access",
        "resources.access-control",
        "caching.not-access-control",
    ],
};
