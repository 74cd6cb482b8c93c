use super::Flaw;
use crate::behaviour::ProxyBehaviour;

/// The cookie of an approval is set without `HttpOnly` and `SameSite`.
pub static FLAW: Flaw = Flaw {
    id: "proxy-cookie-unprotected",
    summary: "the cookie of an approval is set without HttpOnly and SameSite",
    apply: |behaviour| behaviour.proxy = ProxyBehaviour::CookieUnprotected,
    fails: &["authorization.proxy-cookie"],
};
