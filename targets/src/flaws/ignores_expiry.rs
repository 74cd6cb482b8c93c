use super::Flaw;

/// An expired token is accepted.
pub static FLAW: Flaw = Flaw {
    id: "ignores-expiry",
    summary: "an expired token is accepted",
    apply: |behaviour| behaviour.token.ignore_expiry = true,
    fails: &[
        "authorization.clock-leeway",
        "authorization.expired",
        "authorization.expiry-required",
    ],
};
