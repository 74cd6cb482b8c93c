use super::Flaw;
use crate::behaviour::VersionBehaviour;

/// A version that is not spoken is served.
pub static FLAW: Flaw = Flaw {
    id: "unsupported-version-served",
    summary: "a version that is not spoken is served",
    apply: |behaviour| {
        // So that there are published versions that it does not speak.
        behaviour.slim = true;
        behaviour.version = VersionBehaviour::UnsupportedServed;
    },
    fails: &[
        "discover.unsupported-version",
        "versioning.exact-match",
        "versioning.known-but-unsupported",
        "versioning.unsupported-code",
    ],
};
