//! Verification of access tokens, by hand and strictly.
//!
//! A token is a compact JWS signed by a published key of the trusted issuer, whose claims name that issuer,
//! this server as the audience, and a time that includes now.
//!
//! It must also be an access token and nothing else. A token is taken for one if none of these hold:
//! its `typ` header is other than absent, `JWT` or `at+jwt`;
//! it has a claim that only ID tokens have (`nonce`, `at_hash`, `c_hash`, `s_hash`) or that logout tokens have (`events`);
//! its `token_use` or `typ` claim says that it is something else;
//! it is a client's assertion about itself, with `iss` equal to `sub`;
//! it neither is typed `at+jwt` nor names a client or a scope.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use url::Url;

use super::keys::{self, KeySet};
use super::{audience, confusion, text};
use crate::behaviour::{IssuerCheck, KeyFetch, ScopeCheck, SignatureCheck, TokenBehaviour, TokenForm};
use crate::plain_http::Client;
use crate::reference::clock;
use crate::reference::json::{self, Repeated};

const ALGORITHMS: &[&str] = &["ES256", "RS256", "EdDSA"];
/// What the flaw that refuses unknown claims knows.
const KNOWN_CLAIMS: &[&str] = &[
    "iss",
    "aud",
    "sub",
    "client_id",
    "exp",
    "iat",
    "nbf",
    "jti",
    "scope",
];
/// Bytes of the largest reply that is read of an address in a token.
const LARGEST_FOLLOWED: usize = 64 * 1024;
/// Seconds by which clocks may differ.
const LEEWAY: f64 = 60.0;
/// What the flaw that is generous allows: a little less, so that a token that expired an hour ago is bad for it too.
const HOUR: f64 = 3500.0;

/// What tokens are measured against.
pub(super) struct Rules<'a> {
    pub(super) behaviour: TokenBehaviour,
    pub(super) client: Client,
    pub(super) issuer: &'a str,
    pub(super) resource: &'a str,
    pub(super) scopes: &'a [String],
    pub(super) skip_audience: bool,
    pub(super) slash_tolerated: bool,
}

/// Whose a token is, and what it allows.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Holder {
    pub(super) subject: Option<String>,
    pub(super) scopes: Vec<String>,
}

/// Why a token was refused.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Denied {
    Unreadable,
    Invalid(&'static str),
    Scope,
}

struct Jws {
    header: Value,
    claims: Value,
    signed: String,
    signature: Vec<u8>,
}

/// The holder of a token that satisfies all rules.
pub(super) async fn verify(token: &str, rules: &Rules<'_>, keys: &KeySet) -> Result<Holder, Denied> {
    let repeated = if rules.behaviour.first_member_wins {
        Repeated::FirstWins
    } else {
        Repeated::Refused
    };
    let encrypted = rules.behaviour.encrypted_unverified && token.split('.').count() == 5;
    let cut = first_segments(token);
    let token = match rules.behaviour.form {
        TokenForm::MoreSegments if !encrypted => cut.as_str(),
        _ => token,
    };
    let jws = if encrypted {
        split_encrypted(token)
    } else {
        split(token, repeated)
    };
    let jws = jws.ok_or(Denied::Unreadable)?;
    if !encrypted {
        check_signature(&jws, rules, keys).await?;
    }
    check_critical(&jws.header, rules)?;
    check_kind(&jws, rules)?;
    check_known(&jws.claims, rules)?;
    let other_kind = rules.behaviour.any_kind && !is_access_token(&jws.header, &jws.claims);
    if other_kind {
        check_issuer(&jws.claims, rules)?;
        check_times(&jws.claims, rules)?;
        return holder(&jws.claims);
    }
    check_claims(&jws.claims, rules, rules.skip_audience)
}

/// The holder of an access token whose claims satisfy all rules, wherever they were read.
pub(super) fn check_claims(claims: &Value, rules: &Rules<'_>, skip_audience: bool) -> Result<Holder, Denied> {
    check_issuer(claims, rules)?;
    if !skip_audience && !is_meant(claims, rules) {
        return Err(Denied::Invalid("the token was not issued for this server"));
    }
    check_times(claims, rules)?;
    check_scope(claims, rules)?;
    holder(claims)
}

/// Whether the audience is this server.
fn is_meant(claims: &Value, rules: &Rules<'_>) -> bool {
    let slashed = format!("{}/", rules.resource);
    let meant = |resource| audience::names(claims.get("aud"), resource, rules.behaviour.audience);
    meant(rules.resource) || rules.slash_tolerated && meant(&slashed)
}

/// The first three parts, for the flaw that looks at no others.
fn first_segments(token: &str) -> String {
    let segments: Vec<&str> = token.split('.').take(3).collect();
    segments.join(".")
}

/// Three parts of canonical, unpadded base64url; the first two are JSON objects.
fn split(token: &str, repeated: Repeated) -> Option<Jws> {
    let mut parts = token.split('.');
    let (header, claims, signature) = (parts.next()?, parts.next()?, parts.next()?);
    if parts.next().is_some() {
        return None;
    }
    let object = |part: &str| {
        let bytes = URL_SAFE_NO_PAD.decode(part).ok()?;
        json::read(&bytes, repeated).ok().filter(Value::is_object)
    };
    Some(Jws {
        header: object(header)?,
        claims: object(claims)?,
        signed: format!("{header}.{claims}"),
        signature: URL_SAFE_NO_PAD.decode(signature).ok()?,
    })
}

/// What stands where the claims would be, for the flaw that takes decryption for verification.
fn split_encrypted(token: &str) -> Option<Jws> {
    let part = |index: usize| URL_SAFE_NO_PAD.decode(token.split('.').nth(index)?).ok();
    let object = |bytes: Vec<u8>| {
        json::read(&bytes, Repeated::Refused)
            .ok()
            .filter(Value::is_object)
    };
    Some(Jws {
        header: object(part(0)?)?,
        claims: object(part(3)?)?,
        signed: String::new(),
        signature: Vec::new(),
    })
}

/// The claims without any check, for flaws that do not check.
pub(super) fn claims_unverified(token: &str) -> Option<Value> {
    split(token, Repeated::Refused).map(|jws| jws.claims)
}

async fn check_signature(jws: &Jws, rules: &Rules<'_>, keys: &KeySet) -> Result<(), Denied> {
    let check = rules.behaviour.signature;
    let algorithm = text(&jws.header, "alg").ok_or(Denied::Invalid("the token names no algorithm"))?;
    let kid = match jws.header.get("kid") {
        None => None,
        Some(Value::String(kid)) => Some(kid.as_str()),
        Some(_) => return Err(Denied::Invalid("the key id is not a string")),
    };
    follow(&jws.header, rules).await;
    let published = keys.current(kid).await;
    if published.is_empty() && rules.behaviour.keys == KeyFetch::OutageServes {
        return Ok(());
    }
    let pass = match check {
        SignatureCheck::Verified => false,
        SignatureCheck::Skipped => true,
        SignatureCheck::NoneAccepted => algorithm.eq_ignore_ascii_case("none"),
        SignatureCheck::UnknownKeyUnverified => {
            kid.is_some_and(|kid| !published.iter().any(|key| text(key, "kid") == Some(kid)))
        }
        SignatureCheck::PublicKeyAsSecret => {
            confusion::verifies(&published, algorithm, jws.signed.as_bytes(), &jws.signature)
        }
        SignatureCheck::EmbeddedKeyTrusted => {
            let embedded = &jws.header["jwk"];
            ALGORITHMS.contains(&algorithm)
                && keys::verifies(embedded, algorithm, jws.signed.as_bytes(), &jws.signature)
        }
    };
    if pass {
        return Ok(());
    }
    if !ALGORITHMS.contains(&algorithm) {
        return Err(Denied::Invalid("the token's algorithm is not accepted"));
    }
    if keys.has_verified(&jws.signed, &jws.signature).await {
        return Ok(());
    }
    // A token without a key id is tried with each key of its algorithm.
    let mut candidates = published
        .iter()
        .filter(|key| kid.is_none_or(|kid| text(key, "kid") == Some(kid)));
    if candidates.any(|key| keys::verifies(key, algorithm, jws.signed.as_bytes(), &jws.signature)) {
        keys.remember(&jws.signed, &jws.signature, &published).await;
        Ok(())
    } else {
        Err(Denied::Invalid("the token's signature does not verify"))
    }
}

/// Fetches what the header names, and takes nothing from it: the flaws that ask before they think.
async fn follow(header: &Value, rules: &Rules<'_>) {
    let mut named = Vec::new();
    if rules.behaviour.follows_key_addresses {
        named.extend([text(header, "jku"), text(header, "x5u")]);
    }
    if rules.behaviour.follows_key_id {
        named.push(text(header, "kid"));
    }
    for url in named
        .into_iter()
        .flatten()
        .filter_map(|text| Url::parse(text).ok())
    {
        let _ = rules.client.get(&url, &[], LARGEST_FOLLOWED).await;
    }
}

/// No extension is understood, so none may be critical.
fn check_critical(header: &Value, rules: &Rules<'_>) -> Result<(), Denied> {
    let extended = header.get("crit").is_some() || header.get("b64").is_some();
    if extended && !rules.behaviour.ignore_critical {
        return Err(Denied::Invalid(
            "the token has a critical extension that is not understood",
        ));
    }
    Ok(())
}

fn check_kind(jws: &Jws, rules: &Rules<'_>) -> Result<(), Denied> {
    let untyped = json!({});
    let header = match rules.behaviour.form {
        TokenForm::AnyType => &untyped,
        _ => &jws.header,
    };
    if rules.behaviour.any_kind || is_access_token(header, &jws.claims) {
        Ok(())
    } else {
        Err(Denied::Invalid("the token is not an access token"))
    }
}

fn is_access_token(header: &Value, claims: &Value) -> bool {
    let typ = match header.get("typ") {
        None => String::new(),
        Some(Value::String(typ)) => typ.to_ascii_lowercase(),
        Some(_) => return false,
    };
    let profiled = matches!(typ.as_str(), "at+jwt" | "application/at+jwt");
    let typed = profiled || typ.is_empty() || typ == "jwt";
    let foreign = ["nonce", "at_hash", "c_hash", "s_hash", "events"]
        .iter()
        .any(|name| claims.get(*name).is_some());
    let says = |name: &str, good: &[&str]| {
        claims.get(name).is_none_or(|value| {
            value
                .as_str()
                .is_some_and(|value| good.contains(&value.to_ascii_lowercase().as_str()))
        })
    };
    let declared = says("token_use", &["access", "access_token"])
        && says("token_type", &["bearer", "access", "access_token"])
        && says("typ", &["bearer", "at+jwt", "access"]);
    let itself = claims.get("sub").is_some() && claims.get("sub") == claims.get("iss");
    let recognisable = profiled
        || ["client_id", "cid", "azp", "scope", "scp"]
            .iter()
            .any(|name| claims.get(*name).is_some());
    typed && !foreign && declared && !itself && recognisable
}

fn check_issuer(claims: &Value, rules: &Rules<'_>) -> Result<(), Denied> {
    let issuer = text(claims, "iss");
    let trusted = match rules.behaviour.issuer {
        IssuerCheck::Exact => issuer == Some(rules.issuer),
        IssuerCheck::Any => true,
        IssuerCheck::Prefix => issuer.is_some_and(|issuer| issuer.starts_with(rules.issuer)),
    };
    if trusted {
        Ok(())
    } else {
        Err(Denied::Invalid("the token's issuer is not trusted"))
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "seconds since the epoch are exact in a double for longer than it matters"
)]
fn check_times(claims: &Value, rules: &Rules<'_>) -> Result<(), Denied> {
    let now = clock::now() as f64;
    let leeway = match rules.behaviour.form {
        TokenForm::HourOfLeeway => HOUR,
        _ => LEEWAY,
    };
    let lasting = claims
        .get("exp")
        .and_then(Value::as_f64)
        .is_some_and(|exp| exp.is_finite() && exp > now - leeway);
    if !lasting && !rules.behaviour.ignore_expiry {
        return Err(Denied::Invalid("the token has expired or names no expiry"));
    }
    let begun = claims
        .get("nbf")
        .is_none_or(|nbf| nbf.as_f64().is_some_and(|nbf| nbf <= now + LEEWAY));
    if !begun && !rules.behaviour.ignore_not_before {
        return Err(Denied::Invalid("the token is not valid yet"));
    }
    Ok(())
}

/// Claims that are not known mean nothing here, except to a flaw.
fn check_known(claims: &Value, rules: &Rules<'_>) -> Result<(), Denied> {
    let known = |name: &String| KNOWN_CLAIMS.contains(&name.as_str());
    if rules.behaviour.refuse_unknown_claims
        && !claims.as_object().is_none_or(|claims| claims.keys().all(known))
    {
        return Err(Denied::Invalid("the token has a claim that is not known"));
    }
    Ok(())
}

fn holder(claims: &Value) -> Result<Holder, Denied> {
    Ok(Holder {
        subject: subject(claims)?,
        scopes: granted(claims).into_iter().map(str::to_owned).collect(),
    })
}

/// The words of `scope` and the members of `scp`.
fn granted(claims: &Value) -> Vec<&str> {
    let mut granted: Vec<&str> = Vec::new();
    for name in ["scope", "scp"] {
        match claims.get(name) {
            Some(Value::String(scopes)) => granted.extend(scopes.split(' ')),
            Some(Value::Array(scopes)) => granted.extend(scopes.iter().filter_map(Value::as_str)),
            _ => {}
        }
    }
    granted
}

/// Every required scope, as a whole word.
fn check_scope(claims: &Value, rules: &Rules<'_>) -> Result<(), Denied> {
    let granted = granted(claims);
    let grants = |needed: &String| match rules.behaviour.scope {
        ScopeCheck::Substring => granted.iter().any(|scope| scope.contains(needed.as_str())),
        ScopeCheck::AnyCase => granted.iter().any(|scope| scope.eq_ignore_ascii_case(needed)),
        _ => granted.contains(&needed.as_str()),
    };
    let enough = rules.scopes.iter().all(grants);
    if enough || rules.behaviour.ignore_scope {
        Ok(())
    } else {
        Err(Denied::Scope)
    }
}

fn subject(claims: &Value) -> Result<Option<String>, Denied> {
    match claims.get("sub") {
        Some(Value::String(subject)) => Ok(Some(subject.clone())),
        None => Ok(text(claims, "client_id").map(str::to_owned)),
        Some(_) => Err(Denied::Invalid("the token's subject is not a string")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn other_tokens_of_the_issuer_are_not_access_tokens() {
        let header = json!({"alg": "ES256", "typ": "JWT"});
        let good = json!({"sub": "a", "iss": "i", "scope": "x"});
        assert!(is_access_token(&header, &good));
        assert!(is_access_token(
            &json!({"alg": "ES256"}),
            &json!({"sub": "a", "client_id": "c"})
        ));
        assert!(is_access_token(&json!({"typ": "AT+JWT"}), &json!({"sub": "a"})));
        for other in [
            json!({"sub": "a", "nonce": "n", "scope": "x"}),
            json!({"sub": "a", "token_use": "refresh", "scope": "x"}),
            json!({"sub": "a", "token_use": "id", "scope": "x"}),
            json!({"sub": "c", "iss": "c", "client_id": "c"}),
            json!({"sub": "a", "iss": "i"}),
            json!({"sub": "a", "events": {}, "scope": "x"}),
        ] {
            assert!(!is_access_token(&header, &other), "{other}");
        }
        assert!(!is_access_token(&json!({"typ": "logout+jwt"}), &good));
    }

    #[test]
    fn only_the_strict_compact_form_is_split() {
        let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
        let token = format!("{}.{}.{}", part("{}"), part("{}"), part("s"));
        assert!(split(&token, Repeated::Refused).is_some());
        for broken in [
            format!("{token}."),
            format!("{token}=="),
            token.replace('.', " ."),
            "a.b".into(),
            String::new(),
        ] {
            assert!(split(&broken, Repeated::Refused).is_none(), "{broken}");
        }
        let doubled = format!(
            "{}.{}.{}",
            part("{}"),
            part(r#"{"aud":"a","aud":"b"}"#),
            part("s")
        );
        assert!(split(&doubled, Repeated::Refused).is_none());
        assert!(split(&doubled, Repeated::FirstWins).is_some());
    }
}
