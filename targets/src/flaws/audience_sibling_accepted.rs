use super::Flaw;
use crate::behaviour::AudienceCheck;

/// An audience anywhere below this server's origin is accepted.
pub static FLAW: Flaw = Flaw {
    id: "audience-sibling-accepted",
    summary: "an audience anywhere below this server's origin is accepted",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Sibling,
    fails: &[
        "authorization.audience-case",
        "authorization.audience-prefix",
        "authorization.audience-type",
        "authorization.sibling-audience",
    ],
};
