//! The OAuth resource server: whose requests are served.
//!
//! A request passes only with one `Authorization: Bearer` header whose token verifies.
//! Tokens in the query or in bodies are never looked at.

mod audience;
mod confusion;
pub(crate) mod introspection;
pub(crate) mod keys;
pub(crate) mod metadata;
mod token;

use http::header::{AUTHORIZATION, WWW_AUTHENTICATE};
use http::request::Parts;
use http::{Method, StatusCode};
use serde_json::{Value, json};

use self::token::{Denied, Holder, Rules};
use super::call::Caller;
use super::features::scopes;
use super::http::Draft;
use super::http::channels::POST_PATH;
use super::{Authorization, Issuer, Server};
use crate::behaviour::{Challenge, Coverage, KeyFetch, Presentation, Refusal, ScopeCheck};

/// What a request offers as its credential.
enum Offered {
    Nothing,
    /// `Authorization` is there, but is not one bearer token.
    Malformed,
    /// More than one credential.
    Several,
    Tokens(Vec<String>),
}

/// Who the request speaks for, or the reply that refuses it.
pub(crate) async fn check(server: &Server, parts: &Parts) -> Result<Caller, Draft> {
    let Some(trusted) = &server.authorization else {
        return Ok(Caller::default());
    };
    let authorization = parts
        .headers
        .get(AUTHORIZATION)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned);
    let offered = offered(server, parts);
    if !is_covered(server, parts, &offered) {
        let (subject, principal) = unverified(&offered);
        return Ok(Caller {
            subject,
            principal,
            scopes: None,
            authorization,
            unchecked: true,
        });
    }
    if server.behaviour.token.dies_on_oversize && is_oversized(&offered) {
        server.stop();
        return std::future::pending().await;
    }
    let tokens = match offered {
        Offered::Nothing => return Err(refuse(server, trusted, None, "")),
        Offered::Malformed => return Err(refuse(server, trusted, Some(&Denied::Unreadable), "")),
        Offered::Several => return Err(several(server, trusted)),
        Offered::Tokens(tokens) => tokens,
    };
    let resource = server.resource();
    let rules_of = |issuer| Rules {
        behaviour: server.behaviour.token,
        client: server.client,
        issuer,
        resource: &resource,
        scopes: &trusted.scopes,
        skip_audience: is_audience_skipped(server.behaviour.token.coverage, parts),
        slash_tolerated: server.behaviour.token.coverage == Coverage::SlashOnFirst && is_first(parts),
    };
    let mut denied = Denied::Unreadable;
    for token in &tokens {
        let second = second_of(trusted, token);
        let issuer = second.map_or(&trusted.issuer, |second| &second.issuer);
        let rules = rules_of(issuer);
        let verified = match (&server.proxy, &trusted.introspection_endpoint) {
            (Some(proxy), _) => {
                let subject = proxy.subject(server, token).ok_or(Denied::Unreadable);
                subject.map(|subject| Holder {
                    subject: Some(subject),
                    scopes: proxy.scopes(),
                })
            }
            (None, Some(endpoint)) if !token.contains('.') => {
                introspection::verify(token, &rules, endpoint, &server.introspected).await
            }
            _ => verify_signed(server, token, &rules, second.is_some()).await,
        };
        match verified {
            Ok(Holder { subject, scopes }) => {
                let principal = Some(format!("{issuer}\n{}", subject.as_deref().unwrap_or_default()));
                return Ok(Caller {
                    subject,
                    principal,
                    scopes: Some(scopes),
                    authorization,
                    unchecked: false,
                });
            }
            Err(reason) => denied = reason,
        }
    }
    Err(refuse(
        server,
        trusted,
        Some(&denied),
        tokens.first().map_or("", String::as_str),
    ))
}

/// The second issuer, where a token claims to be its.
fn second_of<'t>(trusted: &'t Authorization, token: &str) -> Option<&'t Issuer> {
    let second = trusted.second.as_ref()?;
    let claims = token::claims_unverified(token)?;
    (claims["iss"] == second.issuer.as_str()).then_some(second)
}

/// Verifies a token by the keys of the issuer that it claims.
async fn verify_signed(
    server: &Server,
    token: &str,
    rules: &Rules<'_>,
    is_second: bool,
) -> Result<Holder, Denied> {
    let (own, other) = if is_second {
        (&server.second_keys, &server.keys)
    } else {
        (&server.keys, &server.second_keys)
    };
    match token::verify(token, rules, own).await {
        Err(denied) if server.behaviour.token.keys == KeyFetch::OnePool => {
            token::verify(token, rules, other).await.map_err(|_| denied)
        }
        verified => verified,
    }
}

/// The refusal of a call for which the token lacks scopes.
pub(crate) fn lacks(server: &Server, needed: &[&str]) -> Draft {
    let draft = Draft::text(StatusCode::FORBIDDEN, "the token lacks a scope");
    let Some(trusted) = &server.authorization else {
        return draft;
    };
    let own = trusted.scopes.iter().map(String::as_str);
    let named: Vec<&str> = match server.behaviour.token.scope {
        ScopeCheck::ChallengeNamesAll => own.chain(scopes::ALL).collect(),
        _ => own.chain(needed.iter().copied()).collect(),
    };
    challenged(
        draft,
        server,
        trusted,
        Some("insufficient_scope"),
        &named.join(" "),
    )
}

fn is_oversized(offered: &Offered) -> bool {
    matches!(offered, Offered::Tokens(tokens) if tokens.iter().any(|token| token.len() > 4 * 1024))
}

/// Every request needs a token. Flaws look away from some.
fn is_covered(server: &Server, parts: &Parts, offered: &Offered) -> bool {
    match server.behaviour.token.coverage {
        Coverage::EveryRequest
        | Coverage::AudienceOnlyFirst
        | Coverage::AudienceNotOnDelete
        | Coverage::SlashOnFirst => true,
        Coverage::NotOnMessages => !is_message(parts),
        Coverage::OnlyPresented => !matches!(offered, Offered::Nothing),
        Coverage::OnlyFirst => is_first(parts),
        Coverage::NotToListen => parts
            .headers
            .get("mcp-method")
            .is_none_or(|method| method != "subscriptions/listen"),
        Coverage::NotGet => parts.method != Method::GET,
        Coverage::NotInSession => !session_id(parts).is_some_and(|id| server.sessions.is_live(id)),
    }
}

fn is_audience_skipped(coverage: Coverage, parts: &Parts) -> bool {
    match coverage {
        Coverage::AudienceOnlyFirst => !is_first(parts),
        Coverage::AudienceNotOnDelete => parts.method == Method::DELETE,
        _ => false,
    }
}

/// Whether a request is a post to a stream of HTTP+SSE.
fn is_message(parts: &Parts) -> bool {
    parts.uri.path() == POST_PATH
}

/// Whether a request is one that opens a session or a stream, or discovery.
fn is_first(parts: &Parts) -> bool {
    if is_message(parts) {
        return false;
    }
    let method = parts
        .headers
        .get("mcp-method")
        .and_then(|value| value.to_str().ok());
    session_id(parts).is_none() && method.is_none_or(|method| method == "server/discover")
}

fn session_id(parts: &Parts) -> Option<&str> {
    parts
        .headers
        .get("mcp-session-id")
        .and_then(|value| value.to_str().ok())
}

/// The subject that an unverified token claims, for the flaws that do not verify.
fn unverified(offered: &Offered) -> (Option<String>, Option<String>) {
    let Offered::Tokens(tokens) = offered else {
        return (None, None);
    };
    let claims = tokens.first().and_then(|token| token::claims_unverified(token));
    let text = |name: &str| {
        claims
            .as_ref()
            .and_then(|claims| claims[name].as_str())
            .map(str::to_owned)
    };
    let subject = text("sub");
    let principal = text("iss").map(|issuer| format!("{issuer}\n{}", subject.as_deref().unwrap_or_default()));
    (subject, principal)
}

/// Reads the credential, which is one header of one scheme and one token.
fn offered(server: &Server, parts: &Parts) -> Offered {
    let presentation = server.behaviour.token.presentation;
    let lines: Vec<_> = parts.headers.get_all(AUTHORIZATION).iter().collect();
    let queried = query_token(parts);
    if presentation == Presentation::HeaderOrQuery && lines.is_empty() {
        return queried.map_or(Offered::Nothing, |token| Offered::Tokens(vec![token]));
    }
    if presentation == Presentation::HeaderOrCookie && lines.is_empty() {
        return cookie_token(parts).map_or(Offered::Nothing, |token| Offered::Tokens(vec![token]));
    }
    if presentation == Presentation::Lenient {
        let words = lines
            .iter()
            .filter_map(|line| line.to_str().ok())
            .flat_map(|line| line.split([' ', ',', '\t']));
        let tokens: Vec<String> = words
            .filter(|word| word.contains('.'))
            .map(str::to_owned)
            .collect();
        return if tokens.is_empty() {
            Offered::Nothing
        } else {
            Offered::Tokens(tokens)
        };
    }
    match lines.as_slice() {
        [] => Offered::Nothing,
        [_] if presentation == Presentation::QueryOverHeader && queried.is_some() => {
            queried.map_or(Offered::Nothing, |token| Offered::Tokens(vec![token]))
        }
        [_] if queried.is_some() => Offered::Several,
        [line] if presentation == Presentation::CaseSensitive && !line.as_bytes().starts_with(b"Bearer ") => {
            Offered::Malformed
        }
        [line] => line.to_str().map_or(Offered::Malformed, bearer),
        _ => Offered::Several,
    }
}

/// `Bearer`, in any case, spaces, and one token of the characters that RFC 6750 allows.
fn bearer(line: &str) -> Offered {
    let (scheme, rest) = line.split_once(' ').unwrap_or((line, ""));
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Offered::Malformed;
    }
    let token = rest.trim_matches(' ');
    let body = token.trim_end_matches('=');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/".contains(&byte);
    if body.is_empty() || !body.bytes().all(allowed) {
        return Offered::Malformed;
    }
    Offered::Tokens(vec![token.to_owned()])
}

fn query_token(parts: &Parts) -> Option<String> {
    let query = parts.uri.query()?;
    let value = query
        .split('&')
        .find_map(|pair| pair.strip_prefix("access_token="))?;
    Some(
        percent_encoding::percent_decode_str(value)
            .decode_utf8_lossy()
            .into_owned(),
    )
}

fn cookie_token(parts: &Parts) -> Option<String> {
    let cookies = parts.headers.get(http::header::COOKIE)?.to_str().ok()?;
    let found = cookies
        .split(';')
        .find_map(|pair| pair.trim().strip_prefix("access_token="));
    found.map(str::to_owned)
}

/// Two credentials in one request are one too many.
fn several(server: &Server, trusted: &Authorization) -> Draft {
    let draft = Draft::text(StatusCode::BAD_REQUEST, "a request carries one credential");
    challenged(
        draft,
        server,
        trusted,
        Some("invalid_request"),
        &trusted.scopes.join(" "),
    )
}

fn refuse(server: &Server, trusted: &Authorization, denied: Option<&Denied>, token: &str) -> Draft {
    let behaviour = server.behaviour.token;
    let (status, error, reason) = match denied {
        None => (StatusCode::UNAUTHORIZED, None, "a bearer token is needed"),
        Some(Denied::Scope) => (
            StatusCode::FORBIDDEN,
            Some("insufficient_scope"),
            "the token lacks a scope",
        ),
        Some(Denied::Unreadable) => (
            StatusCode::UNAUTHORIZED,
            Some("invalid_token"),
            "the token cannot be read",
        ),
        Some(Denied::Invalid(reason)) => (StatusCode::UNAUTHORIZED, Some("invalid_token"), *reason),
    };
    let status = match (behaviour.refusal, denied) {
        (Refusal::Forbidden, Some(_)) => StatusCode::FORBIDDEN,
        (Refusal::ServerErrorOnGarbage, Some(Denied::Unreadable)) => StatusCode::INTERNAL_SERVER_ERROR,
        (Refusal::Success, _) => {
            let error = json!({"jsonrpc": "2.0", "error": {"code": -31_001, "message": reason}});
            return Draft::message(server, StatusCode::OK, error);
        }
        _ => status,
    };
    let text = if behaviour.echo && !token.is_empty() {
        format!("{reason}: {token}")
    } else {
        reason.to_owned()
    };
    let lacks_first = || {
        let claims = token::claims_unverified(token).unwrap_or_default();
        !claims["scope"]
            .as_str()
            .is_some_and(|scope| scope.contains(FIRST_SCOPE))
    };
    let one_by_one = behaviour.scope == ScopeCheck::OneByOne && denied == Some(&Denied::Scope);
    let scopes = if one_by_one && lacks_first() {
        FIRST_SCOPE.to_owned()
    } else {
        trusted.scopes.join(" ")
    };
    challenged(Draft::text(status, &text), server, trusted, error, &scopes)
}

/// What the flaw that challenges for one scope at a time asks for first.
const FIRST_SCOPE: &str = "mcp:basic";

/// Adds the challenge: where to learn how to get a token, for which scopes, and what was wrong with this one.
fn challenged(
    draft: Draft,
    server: &Server,
    trusted: &Authorization,
    error: Option<&str>,
    scopes: &str,
) -> Draft {
    let challenge = server.behaviour.token.challenge;
    let mut parameters = Vec::new();
    if let Some(error) = error
        && challenge != Challenge::WithoutError
    {
        parameters.push(format!("error=\"{error}\""));
    }
    if challenge != Challenge::WithoutMetadata {
        parameters.push(format!("resource_metadata=\"{}\"", metadata::url(server)));
    }
    if !trusted.scopes.is_empty() {
        parameters.push(format!("scope=\"{scopes}\""));
    }
    match challenge {
        Challenge::Absent => draft,
        _ => draft.with(
            WWW_AUTHENTICATE,
            format!("Bearer {}", parameters.join(", ")).trim_end(),
        ),
    }
}

/// A member of a JSON object that is a string.
fn text<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object.get(name).and_then(Value::as_str)
}
