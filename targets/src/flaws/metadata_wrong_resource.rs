use super::Flaw;
use crate::behaviour::Metadata;

/// The resource metadata names another resource.
pub static FLAW: Flaw = Flaw {
    id: "metadata-wrong-resource",
    summary: "the resource metadata names another resource",
    apply: |behaviour| behaviour.token.metadata = Metadata::WrongResource,
    fails: &["authorization.metadata-resource"],
};
