use super::Flaw;
use crate::behaviour::FeatureBehaviour;

/// What one user alone may read is marked public.
pub static FLAW: Flaw = Flaw {
    id: "notes-public",
    summary: "what one user alone may read is marked public",
    apply: |behaviour| behaviour.features = FeatureBehaviour::NotesPublic,
    fails: &["caching.user-data-not-public"],
};
