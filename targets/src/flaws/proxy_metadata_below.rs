use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// The metadata of the authorization server lies below the MCP endpoint.
pub static FLAW: Flaw = Flaw {
    id: "proxy-metadata-below",
    summary: "the metadata of the authorization server lies below the MCP endpoint",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::MetadataBelow,
    fails: &["authorization.own-metadata-at-root"],
};
