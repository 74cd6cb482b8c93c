use super::Flaw;
use crate::behaviour::Coverage;

/// The audience is not looked at where a session is ended.
pub static FLAW: Flaw = Flaw {
    id: "audience-not-checked-on-delete",
    summary: "the audience is not looked at where a session is ended",
    apply: |behaviour| behaviour.token.coverage = Coverage::AudienceNotOnDelete,
    fails: &[
        "authorization.audience-on-every-method",
        "authorization.foreign-audience-in-session",
        "session.every-request-verified",
    ],
};
