//! How a user signs in to a target that has an authorization server of its own, which may send people on to ours: the
//! steps of a client and of a browser, each of them one exchange in the record.

mod browser;

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use url::Url;

pub use browser::{Browser, Led, approve, approve_label, authorize_label, callback_label, led, open};

use crate::conversation::{Conversation, Ground, Halt};
use crate::principal::Principal;
use crate::revision::Cell;
use crate::transcript::{Facts, Transcript};
use crate::user_agent::{encoded, query_value, with_query};

/// The name that the transcripts of these conversations carry where a probe's would.
pub const NAME: &str = "sign-in";

/// The registration of a client.
pub const REGISTER: &str = "register";
/// A code that is exchanged for a token.
pub const TOKEN: &str = "token";

/// The redirect URI that a client asks for first. Nobody goes there: what is sent there is looked at in the redirect.
const REDIRECT_URI: &str = "https://{name}.example/callback";
/// What it asks for where that is refused: some servers let only programs on the same machine register.
const LOOPBACK_URI: &str = "http://127.0.0.1:33418/{name}/callback";

/// The endpoints of the target as an authorization server.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where clients register.
    pub register: Option<Url>,
    /// Where browsers are sent.
    pub authorize: Url,
    /// Where codes are exchanged.
    pub token: Url,
    /// The scopes that clients ask for.
    pub scopes: Vec<String>,
    /// What the tokens are asked for; none asks for nothing in particular.
    pub resource: Option<String>,
    /// Where it says what a token is for.
    pub introspect: Option<Url>,
}

/// A client of ours that registered.
#[derive(Clone, Debug)]
pub struct Client {
    /// Its id.
    pub id: String,
    secret: Option<String>,
    is_basic: bool,
    /// Where codes are sent to.
    pub redirect_uri: String,
}

/// An authorization request of a client.
#[derive(Clone, Debug)]
pub struct Request {
    /// The address that a browser opens.
    pub url: Url,
    /// What the client sends along and gets back.
    pub state: String,
    verifier: String,
}

/// Finds the endpoints by the metadata of the resource and of the authorization server, or else where they are by
/// default (2025-03-26/basic/authorization, "Fallbacks for Servers without Metadata Discovery").
pub async fn find(c: &mut Conversation) -> Result<Option<Server>, Halt> {
    let Some(endpoint) = c.endpoint().map(|endpoint| endpoint.url.clone()) else {
        return Ok(None);
    };
    let path = endpoint.path().trim_end_matches('/').to_owned();
    let at = |well_known: &str, path: &str| endpoint.join(&format!("/.well-known/{well_known}{path}")).ok();
    let mut resource = Value::Null;
    for path in [path.as_str(), ""] {
        if resource.is_null()
            && let Some(url) = at("oauth-protected-resource", path)
        {
            resource = document(c, "resource-metadata", &url).await?;
        }
    }
    let issuer = resource["authorization_servers"][0]
        .as_str()
        .and_then(|issuer| issuer.parse::<Url>().ok());
    let issuer = issuer
        .filter(|issuer| c.is_targets(issuer))
        .or_else(|| declared_issuer(c))
        .unwrap_or_else(|| endpoint.clone());
    let at_issuer =
        |well_known: &str, path: &str| issuer.join(&format!("/.well-known/{well_known}{path}")).ok();
    let below = issuer.path().trim_end_matches('/').to_owned();
    let mut metadata = Value::Null;
    for (name, path) in [
        ("oauth-authorization-server", below.as_str()),
        ("oauth-authorization-server", ""),
        ("openid-configuration", ""),
    ] {
        if metadata.is_null()
            && let Some(url) = at_issuer(name, path)
        {
            metadata = document(c, "server-metadata", &url).await?;
        }
    }
    let introspect = introspection(c, &metadata, &endpoint).await?;
    let named = |member: &str, fallback: &str| {
        let named = metadata[member].as_str().and_then(|url| url.parse::<Url>().ok());
        let by_default = || issuer.join(fallback).ok().filter(|_| metadata.is_null());
        named.or_else(by_default).filter(|url| c.is_targets(url))
    };
    let (Some(authorize), Some(token)) = (
        named("authorization_endpoint", "/authorize"),
        named("token_endpoint", "/token"),
    ) else {
        return Ok(None);
    };
    let mut scopes = c
        .facts()
        .sign_in
        .as_ref()
        .map(|proxy| proxy.scopes.clone())
        .unwrap_or_default();
    for known in [&resource, &metadata] {
        if scopes.is_empty() {
            let named = known["scopes_supported"].as_array().into_iter().flatten();
            scopes.extend(named.filter_map(|scope| scope.as_str().map(str::to_owned)));
        }
    }
    Ok(Some(Server {
        register: named("registration_endpoint", "/register"),
        authorize,
        token,
        scopes,
        resource: Some(
            resource["resource"]
                .as_str()
                .map_or_else(|| endpoint.to_string(), str::to_owned),
        ),
        introspect,
    }))
}

/// The origin of the target's own authorization server, as the target file names it.
fn declared_issuer(c: &Conversation) -> Option<Url> {
    c.facts().sign_in.as_ref()?.issuer.as_ref()?.parse().ok()
}

/// Where tokens are looked up: some servers say so in their own copy of the metadata alone.
async fn introspection(c: &mut Conversation, metadata: &Value, endpoint: &Url) -> Result<Option<Url>, Halt> {
    let named = |c: &Conversation, metadata: &Value| {
        let url = metadata["introspection_endpoint"].as_str()?.parse::<Url>().ok()?;
        Some(url).filter(|url| c.is_targets(url))
    };
    if let Some(url) = named(c, metadata) {
        return Ok(Some(url));
    }
    match endpoint.join("/.well-known/oauth-authorization-server") {
        Ok(url) if declared_issuer(c).is_some() => {
            let copy = document(c, "server-metadata", &url).await?;
            Ok(named(c, &copy))
        }
        _ => Ok(None),
    }
}

/// What the authorization server tells of a token, under this label.
pub async fn introspect(c: &mut Conversation, label: &str, server: &Server, token: &str) -> Result<(), Halt> {
    let Some(url) = &server.introspect else {
        return Ok(());
    };
    let mut out = c.page_request("POST", url);
    out.set("Accept", "application/json");
    out.set("Content-Type", "application/x-www-form-urlencoded");
    out.body = encoded(&[("token", token)]).into_bytes();
    c.browse(label, url, out).await?;
    Ok(())
}

async fn document(c: &mut Conversation, label: &str, url: &Url) -> Result<Value, Halt> {
    let mut out = c.page_request("GET", url);
    out.set("Accept", "application/json");
    let reply = c.browse(label, url, out).await?;
    let read = serde_json::from_slice(&reply.body).ok();
    Ok(read
        .filter(|_| reply.is_success())
        .filter(Value::is_object)
        .unwrap_or_default())
}

/// Registers a client, whose redirect URI is at the host `name`.
pub async fn register(c: &mut Conversation, server: &Server, name: &str) -> Result<Option<Client>, Halt> {
    let Some(url) = &server.register else {
        return Ok(None);
    };
    for (template, kind) in [(REDIRECT_URI, "web"), (LOOPBACK_URI, "native")] {
        let redirect_uri = template.replace("{name}", name);
        let mut metadata = json!({
            "client_name": client_name(name),
            "redirect_uris": [redirect_uri],
            "grant_types": ["authorization_code", "refresh_token"],
            "response_types": ["code"],
            "token_endpoint_auth_method": "none",
            "application_type": kind,
        });
        if !server.scopes.is_empty() {
            metadata["scope"] = json!(server.scopes.join(" "));
        }
        let mut out = c.page_request("POST", url);
        out.set("Accept", "application/json");
        out.set("Content-Type", "application/json");
        out.body = metadata.to_string().into_bytes();
        let reply = c.browse(REGISTER, url, out).await?;
        let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
        if let Some(id) = answer["client_id"].as_str().filter(|_| reply.is_success()) {
            return Ok(Some(Client {
                id: id.to_owned(),
                secret: answer["client_secret"].as_str().map(str::to_owned),
                is_basic: answer["token_endpoint_auth_method"] == "client_secret_basic",
                redirect_uri,
            }));
        }
    }
    Ok(None)
}

/// What a client of that name calls itself.
pub fn client_name(name: &str) -> String {
    format!("Proofhouse {name}")
}

/// An authorization request of `client` with this redirect URI.
pub fn request(c: &mut Conversation, server: &Server, client: &Client, redirect_uri: &str) -> Request {
    let state = c.entropy.hex("state");
    let verifier: String = (0..3).map(|_| c.entropy.hex("verifier")).collect();
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(&verifier));
    let scope = server.scopes.join(" ");
    let mut fields = vec![
        ("response_type", "code"),
        ("client_id", &client.id),
        ("redirect_uri", redirect_uri),
        ("state", &state),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    fields.extend(
        server
            .resource
            .as_ref()
            .map(|resource| ("resource", resource.as_str())),
    );
    if !scope.is_empty() {
        fields.push(("scope", &scope));
    }
    Request {
        url: with_query(&server.authorize, &fields),
        state,
        verifier,
    }
}

/// Exchanges the code in the address that a client was called at.
async fn exchange(
    c: &mut Conversation,
    server: &Server,
    client: &Client,
    request: &Request,
    address: &str,
) -> Result<Option<String>, Halt> {
    let code = address
        .parse::<Url>()
        .ok()
        .and_then(|url| query_value(&url, "code"));
    let Some(code) = code else { return Ok(None) };
    let mut fields = vec![
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("redirect_uri", &client.redirect_uri),
        ("client_id", &client.id),
        ("code_verifier", &request.verifier),
    ];
    fields.extend(
        server
            .resource
            .as_ref()
            .map(|resource| ("resource", resource.as_str())),
    );
    let mut out = c.page_request("POST", &server.token);
    out.set("Accept", "application/json");
    out.set("Content-Type", "application/x-www-form-urlencoded");
    match &client.secret {
        Some(secret) if client.is_basic => {
            let credentials = encoded(&[(&client.id, secret)]).replacen('=', ":", 1);
            out.set(
                "Authorization",
                &format!("Basic {}", STANDARD.encode(credentials)),
            );
        }
        Some(secret) => fields.push(("client_secret", secret)),
        None => {}
    }
    out.body = encoded(&fields).into_bytes();
    let reply = c.browse(TOKEN, &server.token, out).await?;
    let answer: Value = serde_json::from_slice(&reply.body).unwrap_or_default();
    Ok(answer["access_token"]
        .as_str()
        .filter(|_| reply.is_success())
        .map(str::to_owned))
}

/// Holds the conversation in which users sign in, and keeps their tokens, where there is an authorization server of the
/// target's own to sign in at.
pub async fn hold(ground: &Arc<Ground>, cell: Cell, facts: &mut Facts) -> Option<Transcript> {
    if facts.sign_in.is_none() || !cell.transport.is_http() {
        return None;
    }
    let mut c = Conversation::new(Arc::clone(ground), NAME, cell, facts.clone());
    let mut tokens = Vec::new();
    if let Err(halt) = sign_in(&mut c, &mut tokens).await {
        c.note("halt", halt.to_string());
    }
    if let Some(proxy) = facts.sign_in.as_mut() {
        proxy.tokens = tokens;
    }
    Some(c.close().await)
}

async fn sign_in(c: &mut Conversation, tokens: &mut Vec<(Principal, String)>) -> Result<(), Halt> {
    let Some(server) = find(c).await? else {
        return Ok(());
    };
    let Some(client) = register(c, &server, "client").await? else {
        return Ok(());
    };
    // Where the target does not ask who signs in, everybody is the same user.
    let users: &[Principal] = if c.facts().sends_on() {
        &[Principal::A, Principal::B]
    } else {
        &[Principal::A]
    };
    for user in users.iter().copied() {
        let mut browser = Browser::fresh(&format!("user-{}", user.as_str()));
        browser.user = user;
        let token = browser.sign_in(c, &server, &client).await?;
        tokens.extend(token.map(|token| (user, token)));
    }
    Ok(())
}
