use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience anywhere below this server's origin is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-sibling-accepted",
    summary: "an audience anywhere below this server's origin is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Sibling,
    fails: &[
        "authorization.audience-authority-tricks",
        "authorization.audience-case",
        "authorization.audience-normalized",
        "authorization.audience-on-every-method",
        "authorization.audience-prefix",
        "authorization.audience-type",
        "authorization.introspected-audience",
        "authorization.long-audience",
        "authorization.sibling-audience",
    ],
};
