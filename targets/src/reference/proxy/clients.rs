//! What clients ask: the metadata (RFC 8414), their registration (RFC 7591), tokens for codes (RFC 6749 section 4.1.3).

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::StatusCode;
use http::header::CACHE_CONTROL;
use ring::digest;
use serde_json::{Value, json};
use url::Url;

use super::store::{Client, Granted};
use super::{AUTHORIZE, INTROSPECT, Proxy, REGISTER, TOKEN, base, field};
use crate::behaviour::ProxyBehaviour;
use crate::reference::Server;
use crate::reference::http::Draft;

/// Seconds that a token is said to last.
const TOKEN_LIFETIME_S: u32 = 3600;

pub(super) fn metadata(server: &Server, proxy: &Proxy) -> Draft {
    let base = base(server);
    document(
        StatusCode::OK,
        &json!({
            "issuer": base,
            "authorization_endpoint": format!("{base}{AUTHORIZE}"),
            "token_endpoint": format!("{base}{TOKEN}"),
            "registration_endpoint": format!("{base}{REGISTER}"),
            "introspection_endpoint": format!("{base}{INTROSPECT}"),
            "scopes_supported": proxy.settings.scopes,
            "response_types_supported": ["code"],
            "grant_types_supported": ["authorization_code"],
            "token_endpoint_auth_methods_supported": ["none"],
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
        }),
    )
}

pub(super) fn register(server: &Server, proxy: &Proxy, body: &[u8]) -> Draft {
    let metadata: Value = serde_json::from_slice(body).unwrap_or_default();
    let uris = metadata["redirect_uris"].as_array().into_iter().flatten();
    let redirect_uris: Vec<String> = uris.filter_map(|uri| uri.as_str().map(str::to_owned)).collect();
    if redirect_uris.is_empty() || !redirect_uris.iter().all(|uri| is_redirect_uri(uri)) {
        return refusal("invalid_redirect_uri");
    }
    let id = server.ids.next();
    let client = Client {
        name: metadata["client_name"].as_str().unwrap_or(&id).to_owned(),
        redirect_uris,
    };
    let answer = json!({
        "client_id": id,
        "client_name": client.name,
        "redirect_uris": client.redirect_uris,
        "grant_types": ["authorization_code"],
        "response_types": ["code"],
        "token_endpoint_auth_method": "none",
    });
    proxy.store().clients.insert(&id, client);
    document(StatusCode::CREATED, &answer)
}

/// An address with TLS, or one on the user's machine.
fn is_redirect_uri(uri: &str) -> bool {
    uri.parse::<Url>().is_ok_and(|url| {
        let is_local = matches!(url.host_str(), Some("127.0.0.1" | "localhost" | "[::1]"));
        url.fragment().is_none() && (url.scheme() == "https" || url.scheme() == "http" && is_local)
    })
}

pub(super) fn token(server: &Server, proxy: &Proxy, body: &[u8]) -> Draft {
    if field(body, "grant_type").as_deref() != Some("authorization_code") {
        return refusal("unsupported_grant_type");
    }
    // Once: whoever comes second with a code may be the one who stole it.
    let code = field(body, "code").and_then(|code| proxy.store().codes.remove(&code));
    let Some((asked, signed_in)) = code else {
        return refusal("invalid_grant");
    };
    let verifier = field(body, "code_verifier").unwrap_or_default();
    let is_clients = field(body, "client_id").as_ref() == Some(&asked.client_id)
        && field(body, "redirect_uri").as_ref() == Some(&asked.redirect_uri)
        && challenge(&verifier) == asked.challenge;
    if !is_clients || !asked.is_in_time() {
        return refusal("invalid_grant");
    }
    let token = match server.behaviour.proxy {
        ProxyBehaviour::TokenRelayed => signed_in.token.clone(),
        _ => server.ids.next(),
    };
    // A token is for what was asked for first: a client cannot widen it afterwards (RFC 8707 section 2.2).
    if asked.resource.is_some() && field(body, "resource").is_some_and(|named| Some(named) != asked.resource)
    {
        return refusal("invalid_target");
    }
    let resource = asked.resource.or_else(|| field(body, "resource"));
    let granted = Granted {
        subject: signed_in.subject,
        resource,
    };
    proxy.store().tokens.insert(&token, granted);
    let mut given = json!({
        "access_token": token,
        "token_type": "Bearer",
        "expires_in": TOKEN_LIFETIME_S,
        "scope": proxy.settings.scopes.join(" "),
    });
    if server.behaviour.proxy == ProxyBehaviour::TokenRelayedForRefresh {
        given["refresh_token"] = json!(signed_in.token);
    }
    document(StatusCode::OK, &given)
}

/// What a token of ours is for (RFC 7662). Whoever has the token may ask.
pub(super) fn introspect(server: &Server, proxy: &Proxy, body: &[u8]) -> Draft {
    let token = field(body, "token").unwrap_or_default();
    let granted = proxy.store().tokens.get(&token).cloned();
    let told = granted.map_or_else(
        || json!({"active": false}),
        |granted| {
            let resource = granted.resource.unwrap_or_else(|| server.resource());
            json!({"active": true, "sub": granted.subject, "aud": resource})
        },
    );
    document(StatusCode::OK, &told)
}

/// RFC 7636 section 4.2, `S256`.
pub(super) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(digest::digest(&digest::SHA256, verifier.as_bytes()))
}

fn refusal(error: &str) -> Draft {
    document(StatusCode::BAD_REQUEST, &json!({ "error": error }))
}

fn document(status: StatusCode, document: &Value) -> Draft {
    Draft::json(status, document.to_string().into_bytes()).with(CACHE_CONTROL, "no-store")
}
