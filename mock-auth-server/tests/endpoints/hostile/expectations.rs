//! What each mode must look like from outside, said anew and not read from the table.

use std::time::Duration;

use mock_auth_server::{Endpoint, HostileMode};
use reqwest::Url;
use serde_json::{Value, json};

use super::super::{AuthServer, parameter};
use super::{LIMITS, Seen};

const FOREIGN: &str = "https://issuer.example";

/// Whether the mode showed itself; a mode without an expectation is a panic.
pub(super) fn holds(
    server: &AuthServer,
    mode: &HostileMode,
    honest: &Seen,
    hostile: &Seen,
    again: &Seen,
) -> bool {
    let (name, rest) = mode.id.split_once('-').expect("an endpoint");
    if let Some(holds) = fault(server, rest, honest, hostile) {
        return holds;
    }
    match mode.endpoint {
        Endpoint::Metadata => metadata(server, rest, honest, hostile),
        Endpoint::Jwks => jwks(server, rest, &honest.json(), &hostile.json(), &again.json()),
        Endpoint::Authorize => authorization(server, rest, hostile),
        Endpoint::Token => token(rest, honest, hostile),
        Endpoint::Introspect => introspection(rest, honest, hostile),
        Endpoint::Register => registration(rest, honest, hostile),
        Endpoint::Revoke => revocation(rest, hostile),
        _ => panic!("no expectation for {name}"),
    }
}

/// The other name of the server's address.
fn elsewhere(server: &AuthServer) -> String {
    server.issuer().replacen("127.0.0.1", "localhost", 1)
}

fn fault(server: &AuthServer, id: &str, honest: &Seen, hostile: &Seen) -> Option<bool> {
    let location = hostile.location.as_deref().unwrap_or_default();
    let text = String::from_utf8_lossy(&hostile.body);
    let fails = serde_json::from_slice::<Value>(&hostile.body).is_err();
    let is = |status: u16| hostile.status == status && hostile.is_whole;
    if let Some(status) = id.strip_prefix("redirect-").and_then(|rest| rest.parse().ok()) {
        return Some(is(status) && location.starts_with(&elsewhere(server)));
    }
    Some(match id {
        "redirect-loop" => is(307) && location.starts_with(server.issuer()),
        "redirect-file" => is(302) && location.starts_with("file:///"),
        "late" => {
            hostile.lasting() == honest.lasting()
                && hostile.body.len() == honest.body.len()
                && hostile.took >= LIMITS.delay
        }
        "slow" => {
            let bytes = u32::try_from(hostile.body.len()).expect("as the mode says");
            hostile.lasting() == honest.lasting()
                && hostile.body.len() == honest.body.len()
                && hostile.took >= Duration::from_millis(1) * (bytes / 2)
        }
        "endless" => {
            !hostile.is_whole
                && hostile.body.len() == 1 << 20
                && hostile.body.iter().all(|byte| *byte == b' ')
        }
        "broken-off" => {
            !hostile.is_whole
                && !hostile.body.is_empty()
                && hostile.body.len() < honest.body.len()
                && hostile.header("content-length") == Some(&honest.body.len().to_string())
        }
        "huge-length" => {
            !hostile.is_whole
                && hostile.body.len() == honest.body.len()
                && hostile.header("content-length") == Some("9000000000000")
        }
        "not-json" => is(200) && fails && hostile.media_type == "application/json",
        "truncated" => hostile.is_whole && fails && text.starts_with('{') && hostile.status == honest.status,
        "array" => hostile.json()[0].is_object() && hostile.status == honest.status,
        "null" => is(200) && hostile.json() == Value::Null,
        "duplicate-member-first" => is_right(hostile, honest) && is_doubled(&text),
        "duplicate-member-last" => !is_right(hostile, honest) && is_doubled(&text),
        "invalid-utf8" => fails && std::str::from_utf8(&hostile.body).is_err(),
        "deep" => fails && text.contains(&"[".repeat(20_000)) && text.contains(&"]".repeat(20_000)),
        "html" => is(200) && hostile.media_type.starts_with("text/html") && text.contains("<script>"),
        "wrong-type" => hostile.media_type == "text/plain" && hostile.json().is_object(),
        "empty" => is(200) && hostile.body.is_empty(),
        "no-content" => is(204) && hostile.body.is_empty(),
        "not-found" => is(404) && fails,
        "status-500" => is(500) && fails,
        "status-503" => is(503) && hostile.header("retry-after") == Some("3600"),
        _ => return None,
    })
}

const MAIN: [&str; 5] = ["issuer", "keys", "access_token", "active", "client_id"];

fn is_doubled(text: &str) -> bool {
    MAIN.iter()
        .any(|member| text.matches(&format!("\"{member}\":")).count() == 2)
}

/// Whether a parser that takes the last of two members reads what the honest answer says, as far as that repeats.
fn is_right(hostile: &Seen, honest: &Seen) -> bool {
    let (hostile, honest) = (hostile.json(), honest.json());
    let is_spoilt = |value: &Value| {
        *value == json!([]) || *value == "another" || *value == "neither" || *value == FOREIGN
    };
    MAIN.iter()
        .filter(|member| honest.get(**member).is_some())
        .all(|member| !is_spoilt(&hostile[*member]))
}

/// The members, apart from identifiers and tokens, in which two objects differ.
fn differing(honest: &Value, hostile: &Value) -> Vec<String> {
    let (honest, hostile) = (
        honest.as_object().expect("an object"),
        hostile.as_object().expect("an object"),
    );
    let names = honest
        .keys()
        .chain(hostile.keys().filter(|name| !honest.contains_key(*name)));
    let issued = ["access_token", "client_id", "client_secret"];
    names
        .filter(|name| match (honest.get(*name), hostile.get(*name)) {
            (Some(one), Some(other)) if issued.contains(&name.as_str()) => {
                one.as_str().map(str::len) != other.as_str().map(str::len)
            }
            (one, other) => one != other,
        })
        .cloned()
        .collect()
}

/// Only that member differs, and its value is that.
fn only(honest: &Seen, hostile: &Seen, member: &str, is_it: impl Fn(&Value) -> bool) -> bool {
    let (honest_json, json) = (honest.json(), hostile.json());
    hostile.status == honest.status
        && differing(&honest_json, &json) == [member]
        && json.get(member).is_some_and(is_it)
}

fn lost(honest: &Seen, hostile: &Seen, member: &str) -> bool {
    let json = hostile.json();
    differing(&honest.json(), &json) == [member] && json.get(member).is_none()
}

fn metadata(server: &AuthServer, id: &str, honest: &Seen, hostile: &Seen) -> bool {
    let ours = server.issuer();
    let issuer = |expected: Value| only(honest, hostile, "issuer", |seen| *seen == expected);
    let pkce = "code_challenge_methods_supported";
    match id {
        "issuer-other" => issuer(json!(FOREIGN)),
        "issuer-prefix" => issuer(json!(ours[..ours.len() - 1])),
        "issuer-suffix" => issuer(json!(format!("{ours}/other"))),
        "issuer-trailing-slash" => issuer(json!(format!("{ours}/"))),
        "issuer-upper-case" => issuer(json!(ours.replacen("http:", "HTTP:", 1))),
        "issuer-localhost" => issuer(json!(elsewhere(server))),
        "issuer-array" => issuer(json!([ours])),
        "issuer-missing" => lost(honest, hostile, "issuer"),
        "no-authorization-endpoint" => lost(honest, hostile, "authorization_endpoint"),
        "no-token-endpoint" => lost(honest, hostile, "token_endpoint"),
        "no-response-types" => lost(honest, hostile, "response_types_supported"),
        "no-jwks-uri" => lost(honest, hostile, "jwks_uri"),
        "no-registration-endpoint" => lost(honest, hostile, "registration_endpoint"),
        "no-pkce" => lost(honest, hostile, pkce),
        "pkce-plain" => only(honest, hostile, pkce, |seen| *seen == json!(["plain"])),
        "pkce-text" => only(honest, hostile, pkce, |seen| *seen == "S256"),
        _ => address(server, id, honest, hostile),
    }
}

fn address(server: &AuthServer, id: &str, honest: &Seen, hostile: &Seen) -> bool {
    let (name, spoil) = id.split_once('-').expect("an address and a spoil");
    let member = match name {
        "jwks" => "jwks_uri".to_owned(),
        _ => format!("{name}_endpoint"),
    };
    let ours = honest.json()[&member].as_str().expect("a text").to_owned();
    only(honest, hostile, &member, |seen| match spoil {
        "elsewhere" => *seen == json!(ours.replacen(server.issuer(), &elsewhere(server), 1)),
        "number" => seen.is_number(),
        "http" => seen
            .as_str()
            .expect("a text")
            .starts_with("http://issuer.example"),
        "javascript" | "file" | "data" => {
            Url::parse(seen.as_str().expect("a text"))
                .expect("as the mode says")
                .scheme()
                == spoil
        }
        _ => panic!("no expectation for {id}"),
    })
}

fn jwks(server: &AuthServer, id: &str, honest: &Value, hostile: &Value, again: &Value) -> bool {
    let (ours, theirs) = (&honest["keys"], &hostile["keys"]);
    let all = |is_it: fn(&Value) -> bool| {
        let keys = theirs.as_array().expect("keys");
        keys.len() == 4 && keys.iter().all(is_it)
    };
    let count = |keys: &Value| keys.as_array().map_or(0, Vec::len);
    let disjoint = |one: &Value, other: &Value| {
        let other = other["keys"].as_array().expect("keys");
        one["keys"].as_array().expect("keys").iter().all(|key| {
            !other
                .iter()
                .any(|known| known["kid"] == key["kid"] || (known["x"] == key["x"] && key.get("x").is_some()))
        })
    };
    let pairs = || {
        theirs.as_array().expect("an array")[..4]
            .iter()
            .zip(&theirs.as_array().expect("an array")[4..])
    };
    match id {
        "alternating" => hostile == honest && disjoint(again, honest),
        "new-each-fetch" => disjoint(hostile, honest) && disjoint(again, hostile),
        "other-keys" => (0..4).all(|n| theirs[n]["kid"] == ours[n]["kid"] && theirs[n] != ours[n]),
        "no-keys" => *theirs == json!([]),
        "keys-missing" => *hostile == json!({}),
        "keys-object" => theirs.is_object(),
        "many" => {
            let kids: std::collections::BTreeSet<&str> = theirs
                .as_array()
                .expect("as the mode says")
                .iter()
                .filter_map(|key| key["kid"].as_str())
                .collect();
            kids.len() == 10_004 && theirs[10_000] == ours[0]
        }
        "duplicate-kid-good-first" => {
            count(theirs) == 8 && theirs[0] == ours[0] && pairs().all(|(a, b)| a["kid"] == b["kid"] && a != b)
        }
        "duplicate-kid-good-last" => {
            count(theirs) == 8 && theirs[4] == ours[0] && pairs().all(|(a, b)| a["kid"] == b["kid"] && a != b)
        }
        "symmetric" => {
            count(theirs) == 5
                && theirs[0]["kty"] == "oct"
                && theirs[0]["k"].is_string()
                && theirs[1] == ours[0]
        }
        "use-enc" => all(|key| key["use"] == "enc"),
        "operation-encrypt" => all(|key| key["key_ops"] == json!(["encrypt"])),
        "private" => (0..4).all(|n| theirs[n]["d"].is_string() == (ours[n]["kty"] != "RSA")),
        "weak" => *hostile == server.minter().weak_jwks(),
        "no-kid" => all(|key| key.get("kid").is_none()),
        "kid-number" => all(|key| key["kid"].is_number()),
        "algorithm-mismatch" => all(|key| (key["kty"] == "EC") != (key["alg"] == "ES256")),
        "unknown-type" => count(theirs) == 6 && theirs[2] == ours[0] && theirs[1].get("kty").is_none(),
        _ => panic!("no expectation for jwks-{id}"),
    }
}

fn authorization(server: &AuthServer, id: &str, hostile: &Seen) -> bool {
    let back = Url::parse(hostile.location.as_deref().expect("a redirect")).expect("as the mode says");
    let all = |name: &str| -> Vec<String> {
        let pairs = back.query_pairs().filter(|(known, _)| known == name);
        pairs.map(|(_, value)| value.into_owned()).collect()
    };
    let has_code = !all("code").is_empty();
    let is_ours = hostile.status == 302 && back.as_str().starts_with(super::REDIRECT_URI);
    let right_state = all("state") == ["a state"];
    let right_iss = all("iss") == [server.issuer()];
    is_ours
        && match id {
            "iss-wrong" => has_code && right_state && all("iss") == [FOREIGN],
            "iss-missing" => has_code && right_state && all("iss").is_empty(),
            "iss-trailing-slash" => has_code && all("iss") == [format!("{}/", server.issuer())],
            "state-wrong" => has_code && right_iss && all("state") == ["another-state"],
            "state-missing" => has_code && right_iss && all("state").is_empty(),
            "state-twice" => has_code && all("state") == ["a state", "another-state"],
            "code-twice" => right_state && all("code").len() == 2 && all("code")[1] == "another-code",
            "code-missing" => right_state && right_iss && !has_code && all("error").is_empty(),
            "code-and-error" => right_state && has_code && all("error") == ["access_denied"],
            "error-html" => !has_code && all("error_description")[0].contains("<script>"),
            "error-uri-javascript" => !has_code && all("error_uri")[0].starts_with("javascript:"),
            "fragment" => back.query().is_none() && back.fragment().unwrap_or_default().contains("code="),
            "error-unknown" => !has_code && all("error") == ["proofhouse_unknown"],
            _ => {
                let code = id.strip_prefix("error-").expect("an error").replace('-', "_");
                !has_code && right_state && right_iss && parameter(&back, "error") == Some(code)
            }
        }
}

fn refused(hostile: &Seen, status: u16, code: &str) -> bool {
    hostile.status == status
        && hostile.media_type == "application/json"
        && hostile.header("cache-control") == Some("no-store")
        && hostile.json()["error"] == code
        && hostile.json().get("access_token").is_none()
}

fn token(id: &str, honest: &Seen, hostile: &Seen) -> bool {
    let only = |member: &str, is_it: fn(&Value) -> bool| only(honest, hostile, member, is_it);
    let json = hostile.json();
    let says = json["error_description"].as_str().unwrap_or_default();
    match id {
        "error-invalid-client" => refused(hostile, 401, "invalid_client"),
        "error-unknown" => refused(hostile, 400, "proofhouse_unknown"),
        "error-with-200" => refused(hostile, 200, "invalid_grant"),
        "error-with-token" => only("error", |seen| *seen == "invalid_grant"),
        "error-array" => hostile.status == 400 && json["error"] == json!(["invalid_grant"]),
        "error-use-dpop-nonce" => {
            refused(hostile, 400, "use_dpop_nonce") && hostile.header("dpop-nonce").is_some()
        }
        "error-long-description" => refused(hostile, 400, "invalid_grant") && says.len() == 65_536,
        "error-control-characters" => {
            refused(hostile, 400, "invalid_grant") && says.contains("\r\n") && says.contains('\u{1b}')
        }
        "error-html" => refused(hostile, 400, "invalid_grant") && says.contains("<script>"),
        "error-uri-javascript" => json["error_uri"]
            .as_str()
            .is_some_and(|uri| uri.starts_with("javascript:")),
        "access-token-missing" => lost(honest, hostile, "access_token"),
        "access-token-empty" => only("access_token", |seen| *seen == ""),
        "access-token-number" => only("access_token", Value::is_number),
        "access-token-line-feed" => only("access_token", |seen| {
            seen.as_str()
                .expect("a text")
                .ends_with("\r\nx-proofhouse-injected: 1")
        }),
        "type-missing" => lost(honest, hostile, "token_type"),
        "type-unknown" => only("token_type", |seen| *seen == "proofhouse-unknown"),
        "type-dpop" => only("token_type", |seen| *seen == "DPoP"),
        "expires-in-string" => only("expires_in", |seen| *seen == "3600"),
        "expires-in-negative" => only("expires_in", |seen| *seen == -1),
        "expires-in-huge" => only("expires_in", |seen| seen.as_u64() == Some(u64::MAX)),
        "expires-in-fraction" => only("expires_in", |seen| *seen == 0.5),
        "scope-extra" => only("scope", |seen| *seen == "mcp:tools proofhouse:admin"),
        "refresh-token-is-access-token" => {
            json["refresh_token"] == json["access_token"] && json.get("refresh_token").is_some()
        }
        _ => {
            let code = id.strip_prefix("error-").expect("an error").replace('-', "_");
            refused(hostile, 400, &code)
        }
    }
}

fn introspection(id: &str, honest: &Seen, hostile: &Seen) -> bool {
    let only = |member: &str, is_it: fn(&Value) -> bool| only(honest, hostile, member, is_it);
    match id {
        "status-401" => refused(hostile, 401, "invalid_client"),
        "always-active" => honest.json()["active"] == false && hostile.json()["active"] == true,
        "never-active" => honest.json()["active"] == true && hostile.json() == json!({"active": false}),
        "active-text" => only("active", |seen| *seen == "true"),
        "active-number" => only("active", |seen| *seen == 1),
        "active-missing" => lost(honest, hostile, "active"),
        "foreign-audience" => only("aud", |seen| *seen == "https://foreign.example/mcp"),
        "other-issuer" => only("iss", |seen| *seen == FOREIGN),
        "expired" => only("exp", |seen| {
            seen.as_i64().expect("a number") < mock_auth_server::DEFAULT_INSTANT
        }),
        "scope-array" => only("scope", |seen| seen[0].is_string()),
        _ => panic!("no expectation for introspection-{id}"),
    }
}

fn registration(id: &str, honest: &Seen, hostile: &Seen) -> bool {
    let only = |member: &str, is_it: fn(&Value) -> bool| only(honest, hostile, member, is_it);
    match id {
        "client-id-foreign" => hostile.status == 201 && only("client_id", |seen| *seen == "another-client"),
        "client-id-missing" => lost(honest, hostile, "client_id"),
        "client-id-number" => only("client_id", Value::is_number),
        "secret-expired" => only("client_secret_expires_at", |seen| *seen == 1),
        "secret-expiry-missing" => lost(honest, hostile, "client_secret_expires_at"),
        "redirect-uris-changed" => only("redirect_uris", |seen| {
            *seen == json!(["https://client.example/callback"])
        }),
        "error-access-denied" => refused(hostile, 403, "access_denied"),
        _ => {
            let code = id.strip_prefix("error-").expect("an error").replace('-', "_");
            refused(hostile, 400, &code)
        }
    }
}

fn revocation(id: &str, hostile: &Seen) -> bool {
    match id {
        "error-unsupported-token-type" => refused(hostile, 400, "unsupported_token_type"),
        "silent" => hostile.status == 200,
        _ => panic!("no expectation for revocation-{id}"),
    }
}
