use super::Flaw;
use crate::behaviour::Metadata;

/// There is no protected resource metadata.
pub static FLAW: Flaw = Flaw {
    id: "metadata-missing",
    summary: "there is no protected resource metadata",
    apply: |behaviour| behaviour.token.metadata = Metadata::Missing,
    fails: &[
        "authorization.challenge-metadata",
        "authorization.metadata-discoverable",
    ],
};
