use super::Flaw;
use crate::behaviour::HttpBehaviour;

/// The version header is looked at on requests only.
pub static FLAW: Flaw = Flaw {
    id: "version-header-on-requests-only",
    summary: "the version header is looked at on requests only",
    apply: |behaviour| behaviour.http = HttpBehaviour::VersionHeaderOnRequestsOnly,
    fails: &["transport-http.version-header-on-every-request"],
};
