use super::Flaw;
use crate::behaviour::AudienceCheck;

/// A token for any audience, or none, is accepted.
pub static FLAW: Flaw = Flaw {
    id: "accepts-any-audience",
    summary: "a token for any audience, or none, is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Any,
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
        "authorization.audience-type",
        "authorization.foreign-audience",
        "authorization.foreign-audience-in-session",
        "authorization.foreign-audience-on-open",
        "authorization.introspected-audience",
        "authorization.long-audience",
        "authorization.sibling-audience",
        "session.verified-on-every-worker",
    ],
};
