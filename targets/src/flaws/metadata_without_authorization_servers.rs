use super::Flaw;
use crate::behaviour::Metadata;

/// The resource metadata names no authorization server.
pub static FLAW: Flaw = Flaw {
    id: "metadata-without-authorization-servers",
    summary: "the resource metadata names no authorization server",
    apply: |behaviour| behaviour.token.metadata = Metadata::WithoutServers,
    fails: &["authorization.metadata-servers"],
};
