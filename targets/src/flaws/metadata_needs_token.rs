use super::Flaw;
use crate::behaviour::Metadata;

/// The resource metadata is served only with a token.
pub static FLAW: Flaw = Flaw {
    id: "metadata-needs-token",
    summary: "the resource metadata is served only with a token",
    apply: |behaviour| behaviour.token.metadata = Metadata::NeedsToken,
    fails: &[
        "authorization.challenge-metadata",
        "authorization.metadata-discoverable",
        "authorization.metadata-document",
    ],
};
