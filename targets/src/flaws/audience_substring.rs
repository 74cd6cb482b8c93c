use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience that contains this server's identifier is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-substring",
    summary: "an audience that contains this server's identifier is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Substring,
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
