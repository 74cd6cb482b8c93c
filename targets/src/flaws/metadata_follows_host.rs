use super::Flaw;
use crate::behaviour::Metadata;

/// Metadata and challenges name the host that a request is forwarded for.
pub static FLAW: Flaw = Flaw {
    id: "metadata-follows-host",
    summary: "metadata and challenges name the host that a request is forwarded for",
    apply: |behaviour| behaviour.token.metadata = Metadata::FollowsForwarding,
    fails: &["authorization.metadata-host-forged"],
};
