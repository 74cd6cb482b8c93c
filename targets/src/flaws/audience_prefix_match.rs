use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience that begins with this server's identifier is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-prefix-match",
    summary: "an audience that begins with this server's identifier is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Prefix,
    fails: &[
        "authorization.audience-normalized",
        "authorization.audience-on-every-method",
        "authorization.audience-prefix",
        "authorization.audience-type",
        "authorization.introspected-audience",
        "authorization.long-audience",
        "authorization.sibling-audience",
    ],
};
