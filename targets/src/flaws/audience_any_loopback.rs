use super::Flaw;
use crate::behaviour::AudienceCheck;

/// Any name of this machine is taken for this server.
pub static FLAW: Flaw = Flaw {
    id: "audience-any-loopback",
    summary: "any name of this machine is taken for this server",
    apply: |behaviour| behaviour.token.audience = AudienceCheck::AnyLoopback,
    fails: &[
        "authorization.audience-loopback-names",
        "authorization.audience-on-every-method",
        "authorization.introspected-audience",
    ],
};
