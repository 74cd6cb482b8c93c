use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A version that a handshake agrees on is refused in the header.
pub static FLAW: Flaw = Flaw {
    id: "agreed-version-refused",
    summary: "a version that a handshake agrees on is refused in the header",
    apply: |behaviour| behaviour.http = HttpBehaviour::JuneRefused,
    fails: &["transport-http.version-header-agreed"],
};
