use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience on the same host name is accepted, whatever its scheme, port and path.
pub static FLAW: Flaw = Flaw {
    id: "audience-host-only",
    summary: "an audience on the same host name is accepted, whatever its scheme, port and path",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::HostOnly,
    fails: &[
        "authorization.audience-authority-tricks",
        "authorization.audience-case",
        "authorization.audience-normalized",
        "authorization.audience-on-every-method",
        "authorization.audience-port-scheme",
        "authorization.audience-prefix",
        "authorization.audience-type",
        "authorization.introspected-audience",
        "authorization.long-audience",
        "authorization.sibling-audience",
    ],
};
