use super::Flaw;
use crate::behaviour::AudienceCheck;

/// The audience is percent-decoded before it is compared.
pub static FLAW: Flaw = Flaw {
    id: "audience-percent-decoded",
    summary: "the audience is percent-decoded before it is compared",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::Decoded,
    fails: &[
        "authorization.audience-on-every-method",
        "authorization.audience-percent-encoding",
        "authorization.introspected-audience",
    ],
};
