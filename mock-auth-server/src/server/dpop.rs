//! Proof of possession at the token endpoint, RFC 9449.

use axum::http::{HeaderMap, HeaderValue};
use serde_json::Value;

use super::jwt::{self, Jwt};
use super::reply::OauthError;
use super::tenant::Tenant;
use crate::{Clock, random};

/// How far `iat` may be from now, either way, in seconds.
const LEEWAY_S: u64 = 300;

/// The thumbprint of the key that the request proves to hold; nothing where it brings no proof.
///
/// RFC 9449 section 4.3 lists what is checked.
pub(super) fn key_of(
    tenant: &Tenant,
    headers: &HeaderMap,
    method: &str,
    url: &str,
) -> Result<Option<String>, OauthError> {
    let mut proofs = headers.get_all("dpop").iter();
    let Some(proof) = proofs.next() else {
        return Ok(None);
    };
    if proofs.next().is_some() {
        return Err(refused("there is more than one proof"));
    }
    let jwt = proof
        .to_str()
        .ok()
        .and_then(Jwt::read)
        .ok_or_else(|| refused("the proof is not a signed JWT"))?;
    let key = &jwt.header["jwk"];
    if jwt.header["typ"] != "dpop+jwt" {
        return Err(refused("the type of the proof is not dpop+jwt"));
    }
    if ["d", "p", "q", "k"]
        .iter()
        .any(|private| key.get(private).is_some())
    {
        return Err(refused("the key in the proof is a private one"));
    }
    let thumbprint = jwt::thumbprint(key).ok_or_else(|| refused("the proof has no public key"))?;
    if !jwt.is_signed_by(key) {
        return Err(refused("the signature of the proof is not by its key"));
    }
    if jwt.claim("htm") != Some(method) {
        return Err(refused("the proof is for another method"));
    }
    if jwt.claim("htu").map(without_query) != Some(url) {
        return Err(refused("the proof is for another URL"));
    }
    check_freshness(tenant, &jwt, &thumbprint)?;
    Ok(Some(thumbprint))
}

fn check_freshness(tenant: &Tenant, jwt: &Jwt, thumbprint: &str) -> Result<(), OauthError> {
    let is_near = |at: i64, now: i64| at.abs_diff(now) <= LEEWAY_S;
    // A fixed clock stands still; a client under test has the machine's.
    let in_time = jwt.claims["iat"]
        .as_i64()
        .is_some_and(|at| is_near(at, tenant.now()) || is_near(at, Clock::Live.now()));
    if !in_time {
        return Err(refused("the proof was not made just now"));
    }
    let id = jwt.claim("jti").ok_or_else(|| refused("the proof has no jti"))?;
    if let Some(nonces) = tenant.dpop_nonces() {
        let nonce = &jwt.claims["nonce"];
        if !nonces.iter().any(|known| nonce == known) {
            return Err(OauthError::refused(
                "use_dpop_nonce",
                "the proof needs the nonce of the DPoP-Nonce header",
            ));
        }
    } else if !matches!(jwt.claims["nonce"], Value::Null | Value::String(_)) {
        return Err(refused("the nonce of the proof is not a text"));
    }
    if tenant.saw_before(&format!("dpop/{thumbprint}/{id}")) {
        return Err(refused("the proof was used before"));
    }
    Ok(())
}

/// Gives the client the nonce for its next proof (RFC 9449 section 8.2).
pub(super) fn add_nonce(tenant: &Tenant, headers: &mut HeaderMap) {
    if let Some([current, _]) = tenant.dpop_nonces()
        && let Ok(value) = HeaderValue::from_str(&current)
    {
        headers.insert("dpop-nonce", value);
    }
}

/// The nonce of that ordinal.
pub(super) fn nonce(seed: u64, ordinal: u64) -> String {
    random::identifier(seed, &format!("dpop-nonce/{ordinal}"))
}

fn without_query(url: &str) -> &str {
    url.split(['?', '#']).next().unwrap_or_default()
}

fn refused(says: &'static str) -> OauthError {
    OauthError::refused("invalid_dpop_proof", says)
}
