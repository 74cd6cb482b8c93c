use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A second handshake on a connection needs the version header.
pub static FLAW: Flaw = Flaw {
    id: "handshake-needs-version-header",
    summary: "a second handshake on a connection needs the version header",
    apply: |behaviour| behaviour.http = HttpBehaviour::HandshakeNeedsVersion,
    fails: &[
        "session.init-without-id",
        "transport-http.handshake-without-version",
    ],
};
