//! Dynamic client registration, RFC 7591, and what registered and self-described clients have in common.

use std::sync::Arc;

use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};
use url::{Host, Url};

use super::client::{Client, Method};
use super::metadata::GRANT_TYPES;
use super::reply::{self, OauthError};
use super::routes::Asked;
use super::tenant::Tenant;

/// Members that the server chooses; a client that names them is not believed.
const CHOSEN_BY_US: [&str; 5] = [
    "client_id",
    "client_secret",
    "client_id_issued_at",
    "client_secret_expires_at",
    "registration_access_token",
];

pub(super) fn answer(asked: &Asked) -> Result<Response, OauthError> {
    let metadata: Value = serde_json::from_slice(&asked.body).map_err(|_| refused("the body is not JSON"))?;
    let described = register(&asked.tenant, &metadata)?;
    let mut response = reply::private_json(&described);
    *response.status_mut() = StatusCode::CREATED;
    Ok(response)
}

/// RFC 7591 section 3.2.1: what was registered, with what we chose.
pub(super) fn register(tenant: &Tenant, metadata: &Value) -> Result<Value, OauthError> {
    let id = tenant.identifier("client", &metadata.to_string());
    let mut client = read(&id, metadata)?;
    let mut described = metadata.as_object().cloned().unwrap_or_default();
    for chosen in CHOSEN_BY_US {
        described.remove(chosen);
    }
    let mut answer = Map::new();
    answer.insert("client_id".to_owned(), json!(id));
    answer.insert("client_id_issued_at".to_owned(), json!(tenant.now()));
    if client.method.has_secret() {
        let secret = tenant.secret(&id);
        answer.insert("client_secret".to_owned(), json!(secret));
        answer.insert("client_secret_expires_at".to_owned(), json!(0));
        client.secrets = vec![secret];
    }
    answer.append(&mut described);
    answer.insert("redirect_uris".to_owned(), json!(client.redirect_uris));
    answer.insert("grant_types".to_owned(), json!(client.grant_types));
    answer.entry("response_types").or_insert_with(|| {
        json!(if client.may_use("authorization_code") {
            &["code"][..]
        } else {
            &[]
        })
    });
    answer
        .entry("token_endpoint_auth_method")
        .or_insert_with(|| json!("client_secret_basic"));
    answer
        .entry("application_type")
        .or_insert_with(|| json!(guessed_type(&client.redirect_uris)));
    tenant.store().clients.insert(id, Arc::new(client));
    Ok(Value::Object(answer))
}

/// The client of a metadata document: it cannot have a secret, everybody could read it.
pub(super) fn read_document(id: &str, document: &Value) -> Result<Client, OauthError> {
    if document.get("client_secret").is_some() {
        return Err(refused("a public document has no secret"));
    }
    let mut document = document.clone();
    if document.get("token_endpoint_auth_method").is_none() {
        document["token_endpoint_auth_method"] = json!("none");
    }
    if document.get("grant_types").is_none() {
        document["grant_types"] = json!(["authorization_code", "refresh_token"]);
    }
    let client = read(id, &document)?;
    if client.method.has_secret() {
        return Err(refused("a public document has no secret"));
    }
    Ok(client)
}

/// The client metadata of RFC 7591 section 2; members that we do not know are kept and mean nothing.
fn read(id: &str, metadata: &Value) -> Result<Client, OauthError> {
    if !metadata.is_object() {
        return Err(refused("the client metadata is not a JSON object"));
    }
    let method = match &metadata["token_endpoint_auth_method"] {
        Value::Null => Method::Basic,
        Value::String(name) => {
            Method::named(name).ok_or_else(|| refused("the token_endpoint_auth_method is not supported"))?
        }
        _ => return Err(refused("the token_endpoint_auth_method is not a text")),
    };
    let grant_types =
        texts(metadata, "grant_types")?.unwrap_or_else(|| vec!["authorization_code".to_owned()]);
    if !grant_types.iter().all(|one| GRANT_TYPES.contains(&one.as_str())) {
        return Err(refused("a grant type is not supported"));
    }
    let uses_codes = grant_types.iter().any(|one| one == "authorization_code");
    let response_types = texts(metadata, "response_types")?;
    if response_types.is_some_and(|types| types.iter().any(|one| one != "code" || !uses_codes)) {
        return Err(refused(
            "a response type is not supported or does not fit the grant types",
        ));
    }
    let jwks_uri = match &metadata["jwks_uri"] {
        Value::Null => None,
        Value::String(uri) if Url::parse(uri).is_ok() => Some(uri.clone()),
        _ => return Err(refused("the jwks_uri is not a URL")),
    };
    if jwks_uri.is_some() && !metadata["jwks"].is_null() {
        return Err(refused("jwks and jwks_uri exclude each other"));
    }
    if method == Method::PrivateKey && jwks_uri.is_none() && !metadata["jwks"]["keys"].is_array() {
        return Err(refused(
            "private_key_jwt needs the public keys in jwks or at a jwks_uri",
        ));
    }
    if method == Method::Nothing && grant_types.iter().any(|one| one == "client_credentials") {
        return Err(refused("client_credentials needs a client that authenticates"));
    }
    let redirect_uris = texts(metadata, "redirect_uris")?.unwrap_or_default();
    check_redirect_uris(&redirect_uris, metadata, uses_codes)?;
    Ok(Client {
        id: id.to_owned(),
        name: metadata["client_name"].as_str().unwrap_or(id).to_owned(),
        method,
        secrets: Vec::new(),
        redirect_uris,
        grant_types: Some(grant_types),
        jwks: metadata["jwks"].clone(),
        jwks_uri,
        is_dpop_bound: metadata["dpop_bound_access_tokens"] == true,
    })
}

fn check_redirect_uris(uris: &[String], metadata: &Value, uses_codes: bool) -> Result<(), OauthError> {
    let refused_uri = |says| OauthError::refused("invalid_redirect_uri", says);
    if uses_codes && uris.is_empty() {
        return Err(refused_uri("the authorization_code grant needs a redirect URI"));
    }
    let kind = match &metadata["application_type"] {
        Value::Null => guessed_type(uris),
        Value::String(kind) if kind == "web" || kind == "native" => kind,
        _ => return Err(refused("the application_type is neither web nor native")),
    };
    if uris.iter().all(|uri| is_redirect_uri(uri, kind)) {
        return Ok(());
    }
    Err(refused_uri(
        "a redirect URI has a fragment, a dangerous scheme, or does not fit the application_type",
    ))
}

/// Web applications return to `https`; native ones to loopback, to a scheme of their own with a point in it
/// (RFC 8252 section 7.1), or to a claimed `https` URL.
fn is_redirect_uri(text: &str, kind: &str) -> bool {
    let Ok(url) = Url::parse(text) else {
        return false;
    };
    if text.contains('#') || !url.username().is_empty() || url.password().is_some() {
        return false;
    }
    match url.scheme() {
        "https" => true,
        "http" => kind == "native" && is_loopback(&url),
        scheme => kind == "native" && scheme.contains('.'),
    }
}

/// Clients that do not say what they are are taken for what their redirect URIs fit: most MCP clients are native and
/// do not say so.
fn guessed_type(uris: &[String]) -> &'static str {
    if !uris.is_empty() && uris.iter().all(|uri| is_redirect_uri(uri, "web")) {
        "web"
    } else {
        "native"
    }
}

/// Whether the browser may be sent to `asked` for a client registered with `registered`: the same text, or the same
/// but for the port on loopback (RFC 8252 section 7.3).
pub(super) fn is_same_redirect_uri(registered: &str, asked: &str) -> bool {
    let without_port = |text: &str| {
        let mut url = Url::parse(text)
            .ok()
            .filter(|url| url.scheme() == "http" && is_loopback(url))?;
        url.set_port(None).ok()?;
        Some(url)
    };
    registered == asked
        || without_port(registered)
            .zip(without_port(asked))
            .is_some_and(|(one, other)| one == other)
}

/// Whether the host of the URL is this machine.
pub(super) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

fn texts(metadata: &Value, name: &str) -> Result<Option<Vec<String>>, OauthError> {
    let Some(value) = metadata.get(name).filter(|value| !value.is_null()) else {
        return Ok(None);
    };
    value
        .as_array()
        .and_then(|values| values.iter().map(|one| one.as_str().map(str::to_owned)).collect())
        .map(Some)
        .ok_or_else(|| refused("a member that lists texts does not"))
}

fn refused(says: &'static str) -> OauthError {
    OauthError::refused("invalid_client_metadata", says)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn redirect_uris_match_exactly_but_for_the_port_on_loopback() {
        let registered = "http://127.0.0.1/callback";
        assert!(is_same_redirect_uri(registered, "http://127.0.0.1:4711/callback"));
        for other in [
            "http://127.0.0.1:4711/callback/",
            "http://127.0.0.1:4711/callback?x=1",
            "http://localhost:4711/callback",
            "https://127.0.0.1/callback",
            "http://127.0.0.1.evil.example/callback",
            "http://user@127.0.0.1/callback",
        ] {
            assert!(!is_same_redirect_uri(registered, other), "{other}");
        }
        assert!(!is_same_redirect_uri(
            "https://a.example/cb",
            "https://a.example:444/cb"
        ));
    }

    #[test]
    fn redirect_uris_fit_the_kind_of_application() {
        for (uri, web, native) in [
            ("https://a.example/cb", true, true),
            ("http://127.0.0.1:1/cb", false, true),
            ("com.example.app:/cb", false, true),
            ("http://a.example/cb", false, false),
            ("javascript:alert(1)", false, false),
            ("data:text/html,x", false, false),
            ("https://a.example/cb#", false, false),
            ("/cb", false, false),
        ] {
            assert_eq!(is_redirect_uri(uri, "web"), web, "{uri}");
            assert_eq!(is_redirect_uri(uri, "native"), native, "{uri}");
        }
    }
}
