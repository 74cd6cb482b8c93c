use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience on the same host name is accepted, whatever its scheme, port and path.
pub static FLAW: Flaw = Flaw {
    id: "audience-host-only",
    summary: "an audience on the same host name is accepted, whatever its scheme, port and path",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::HostOnly,
    fails: &[
        "authorization.audience-case",
        "authorization.audience-port-scheme",
        "authorization.audience-prefix",
        "authorization.audience-type",
        "authorization.sibling-audience",
    ],
};
