use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// After a handshake on a connection, modern requests on it need its session.
pub static FLAW: Flaw = Flaw {
    id: "handshake-binds-connection",
    summary: "after a handshake on a connection, modern requests on it need its session",
    apply: |behaviour| behaviour.version = VersionBehaviour::HandshakeBinds,
    fails: &["versioning.modern-beside-handshake"],
};
