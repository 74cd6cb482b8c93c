//! The endpoints, over HTTP.

mod basics;
mod client_documents;
mod clients;
mod code;
mod control;
mod dpop;
mod exchange;
mod hostile;
mod page;
mod recorder;
mod tenants;
mod tls;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_auth_server::{AuthServer, Settings, TEST_CLIENT_SECRET, TenantSettings};
use reqwest::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, StatusCode, Url, redirect};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const RESOURCE: &str = "http://127.0.0.1:3000/mcp";

async fn start() -> AuthServer {
    AuthServer::start(Settings::default()).await.expect("a server")
}

async fn start_at(issuer_path: &str) -> AuthServer {
    AuthServer::start(Settings {
        issuer_path: issuer_path.to_owned(),
        ..Settings::default()
    })
    .await
    .expect("an answer")
}

/// The issuer without its path.
fn origin(server: &AuthServer) -> String {
    server
        .issuer()
        .splitn(4, '/')
        .take(3)
        .collect::<Vec<_>>()
        .join("/")
}

async fn get(url: &str) -> Response {
    Client::new().get(url).send().await.expect("an answer")
}

async fn post(url: &str, fields: &[(&str, &str)]) -> Response {
    Client::new()
        .post(url)
        .form(fields)
        .send()
        .await
        .expect("an answer")
}

async fn read_json(response: Response) -> Value {
    assert_eq!(response.headers()[CONTENT_TYPE], "application/json");
    response.json().await.expect("JSON")
}

const GRANT: (&str, &str) = ("grant_type", "client_credentials");
const ID: (&str, &str) = ("client_id", "somebody");
const SECRET: (&str, &str) = ("client_secret", TEST_CLIENT_SECRET);

type Field<'a> = (&'a str, &'a str);

async fn granted(server: &AuthServer, more: &[Field<'_>]) -> Value {
    let fields = [&[GRANT, ID, SECRET], more].concat();
    let response = post(&server.token_endpoint(), &fields).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    read_json(response).await
}

/// The status and the `error` of an answer that must not be cached.
async fn refused(response: Response) -> (u16, String) {
    let status = response.status().as_u16();
    assert_eq!(response.headers()[CACHE_CONTROL], "no-store");
    let body = read_json(response).await;
    assert!(body["error_description"].is_string(), "{body}");
    (status, body["error"].as_str().expect("an error code").to_owned())
}

fn says(status: u16, code: &str) -> (u16, String) {
    (status, code.to_owned())
}

/// Where the test clients return to.
const REDIRECT_URI: &str = "http://127.0.0.1:4711/callback";
const VERIFIER: &str = "a-verifier-of-forty-three-characters-or-more";

fn challenge() -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(VERIFIER))
}

async fn start_with(tenant: TenantSettings) -> AuthServer {
    AuthServer::start(Settings {
        tenant,
        ..Settings::default()
    })
    .await
    .expect("a server")
}

/// A client that does as a browser does, but shows each redirect.
fn browser() -> Client {
    Client::builder()
        .redirect(redirect::Policy::none())
        .build()
        .expect("a client")
}

/// An authorization request that may be granted, with these fields instead of or beside its own; an empty one takes
/// a field away.
fn question(client_id: &str, more: &[Field<'_>]) -> Vec<(String, String)> {
    let challenge = challenge();
    let usual = [
        ("response_type", "code"),
        ("client_id", client_id),
        ("redirect_uri", REDIRECT_URI),
        ("state", "a state"),
        ("code_challenge", &challenge),
        ("code_challenge_method", "S256"),
    ];
    let kept = usual
        .iter()
        .filter(|(name, _)| more.iter().all(|(other, _)| other != name));
    kept.chain(more.iter().filter(|(_, value)| !value.is_empty()))
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect()
}

async fn authorize(server: &AuthServer, client_id: &str, more: &[Field<'_>]) -> Response {
    let url =
        Url::parse_with_params(&server.authorization_endpoint(), question(client_id, more)).expect("a URL");
    browser().get(url).send().await.expect("an answer")
}

/// Where the answer sends the browser.
fn location(response: &Response) -> Url {
    let location = response.headers()[LOCATION].to_str().expect("a text");
    Url::parse(location).expect("a URL")
}

/// The parameter of that name in a URL.
fn parameter(url: &Url, name: &str) -> Option<String> {
    url.query_pairs()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.into_owned())
}

/// An authorization code for the test client `proofhouse`, or another one.
async fn code_for(server: &AuthServer, client_id: &str, more: &[Field<'_>]) -> String {
    let response = authorize(server, client_id, more).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let back = location(&response);
    parameter(&back, "code").unwrap_or_else(|| panic!("no code in {back}"))
}

/// The fields that exchange a code of the test client.
fn exchange_of(code: &str) -> Vec<Field<'_>> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", code),
        ("redirect_uri", REDIRECT_URI),
        ("code_verifier", VERIFIER),
        ("client_id", "proofhouse"),
        SECRET,
    ]
}

/// A request to the token endpoint that must be granted.
async fn token(server: &AuthServer, fields: &[Field<'_>]) -> Value {
    let response = post(&server.token_endpoint(), fields).await;
    let status = response.status();
    let body = read_json(response).await;
    assert_eq!(status, StatusCode::OK, "{body}");
    body
}

/// A request to the token endpoint that must be refused.
async fn refusal(server: &AuthServer, fields: &[Field<'_>]) -> (u16, String) {
    refused(post(&server.token_endpoint(), fields).await).await
}

/// Registers a client that must be taken.
async fn registered(server: &AuthServer, metadata: &Value) -> Value {
    let response = Client::new()
        .post(server.registration_endpoint())
        .json(metadata)
        .send()
        .await
        .expect("an answer");
    assert_eq!(response.status(), StatusCode::CREATED);
    read_json(response).await
}

/// A native client without a secret: its id.
async fn public_client(server: &AuthServer) -> String {
    let metadata = json!({
        "redirect_uris": ["http://127.0.0.1/callback"],
        "token_endpoint_auth_method": "none",
        "grant_types": ["authorization_code", "refresh_token"],
    });
    registered(server, &metadata).await["client_id"]
        .as_str()
        .expect("a client id")
        .to_owned()
}

/// Whether the introspection endpoint calls the token active.
async fn is_active(server: &AuthServer, token: &Value) -> bool {
    let token = token.as_str().expect("a token");
    read_json(post(&server.introspection_endpoint(), &[("token", token)]).await).await["active"] == true
}
