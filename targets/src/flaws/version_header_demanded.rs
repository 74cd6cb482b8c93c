use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// A legacy request without the version header is refused.
pub static FLAW: Flaw = Flaw {
    id: "version-header-demanded",
    summary: "a legacy request without the version header is refused",
    apply: |behaviour| behaviour.http = HttpBehaviour::VersionHeaderDemanded,
    fails: &["transport-http.version-header-absent"],
};
