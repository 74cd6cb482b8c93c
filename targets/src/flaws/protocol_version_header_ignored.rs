use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The legacy version header is not looked at.
pub static FLAW: Flaw = Flaw {
    id: "protocol-version-header-ignored",
    summary: "the legacy version header is not looked at",
    apply: |behaviour| behaviour.http = HttpBehaviour::VersionHeaderIgnored,
    fails: &["transport-http.version-header-invalid"],
};
