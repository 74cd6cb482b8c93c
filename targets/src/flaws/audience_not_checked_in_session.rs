use super::Flaw;
use crate::behaviour::Coverage;

/// Only the request that opens a session, or discovery, has its audience checked.
pub static FLAW: Flaw = Flaw {
    id: "audience-not-checked-in-session",
    summary: "only the request that opens a session, or discovery, has its audience checked",
    apply: |behaviour| behaviour.token.coverage = Coverage::AudienceOnlyFirst,
    fails: &[
        "authorization.audience-authority-tricks",
        "authorization.audience-case",
        "authorization.audience-list-foreign",
        "authorization.audience-loopback-names",
        "authorization.audience-missing",
        "authorization.audience-normalized",
        "authorization.audience-on-every-method",
        "authorization.audience-percent-encoding",
        "authorization.audience-port-scheme",
        "authorization.audience-prefix",
        "authorization.audience-spelling-consistent",
        "authorization.audience-type",
        "authorization.foreign-audience",
        "authorization.foreign-audience-in-session",
        "authorization.long-audience",
        "authorization.sibling-audience",
        "session.bad-token-in-session",
        "session.every-request-verified",
        "session.verified-on-every-worker",
    ],
};
