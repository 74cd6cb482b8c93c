//! Every hostile mode: it differs from the honest answer in the stated way, and only while it is on.

mod delivery;
mod expectations;
mod overrides;

use mock_auth_server::{
    Clock, Endpoint, HostileError, HostileMode, Hostility, Minter, Settings, Tenant, TenantSettings, Token,
    hostile_areas, hostile_mode, hostile_modes, hostile_page,
};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use std::time::Duration;

use super::{
    AuthServer, REDIRECT_URI, RESOURCE, SECRET, browser, get, granted, is_active, post, question, read_json,
    start,
};

/// What a client sees of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    status: u16,
    media_type: String,
    location: Option<String>,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
    /// The body ended as its head said.
    is_whole: bool,
    took: Duration,
}

impl Seen {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| {
            panic!("{error}: {}", String::from_utf8_lossy(&self.body));
        })
    }

    fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map(|(_, value)| value.as_str())
    }

    /// What repeats from one honest answer to the next: all but identifiers and tokens.
    fn lasting(&self) -> (u16, &str, bool, bool, Vec<(String, Value)>) {
        let mut members = Vec::new();
        if let Ok(Value::Object(object)) = serde_json::from_slice(&self.body) {
            let issued = ["access_token", "client_id", "client_secret"];
            members = object.into_iter().collect();
            for (name, value) in &mut members {
                if issued.contains(&name.as_str()) {
                    *value = Value::Null;
                }
            }
        }
        let is_redirect = self.location.is_some();
        (self.status, &self.media_type, is_redirect, self.is_whole, members)
    }
}

/// Small limits, so that the table is through in seconds.
const LIMITS: Hostility = Hostility {
    delay: Duration::from_millis(300),
    pause: Duration::from_millis(1),
    longest: Duration::from_secs(20),
    largest: 1 << 20,
};

async fn start_two() -> (AuthServer, std::sync::Arc<Tenant>) {
    let tenant = TenantSettings {
        hostility: LIMITS,
        ..TenantSettings::default()
    };
    let server = AuthServer::start(Settings {
        tenant: tenant.clone(),
        ..Settings::default()
    })
    .await
    .expect("a server");
    let other = server.add_tenant("/other", tenant).expect("a tenant");
    (server, other)
}

/// An honest request to that endpoint, which the honest server grants.
async fn ask(issuer: &str, endpoint: Endpoint, token: &str) -> Seen {
    let client = browser();
    let post = |path: &str| client.post(format!("{issuer}{path}"));
    let asked = match endpoint {
        Endpoint::Metadata | Endpoint::OpenidMetadata => {
            client.get(format!("{issuer}/.well-known/openid-configuration"))
        }
        Endpoint::Jwks => client.get(format!("{issuer}/jwks.json")),
        Endpoint::Authorize => {
            let url = format!("{issuer}/authorize");
            client.get(reqwest::Url::parse_with_params(&url, question("proofhouse", &[])).expect("a URL"))
        }
        Endpoint::Token => post("/token").form(&[
            ("grant_type", "client_credentials"),
            ("client_id", "proofhouse"),
            SECRET,
            ("resource", RESOURCE),
            ("scope", "mcp:tools"),
        ]),
        Endpoint::Introspect => post("/introspect").form(&[("token", token)]),
        Endpoint::Revoke => post("/revoke").form(&[("token", token), ("client_id", "proofhouse"), SECRET]),
        Endpoint::Register => post("/register").json(&json!({"redirect_uris": [REDIRECT_URI]})),
        other => panic!("no mode touches {other}"),
    };
    // Time is measured to show that slow answers are; no judgement but that rests on it.
    let begun = tokio::time::Instant::now();
    let mut response = asked.send().await.expect("a head");
    let text = |value: &reqwest::header::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    let mut seen = Seen {
        status: response.status().as_u16(),
        media_type: response
            .headers()
            .get("content-type")
            .map(text)
            .unwrap_or_default(),
        location: response.headers().get("location").map(text),
        headers: response
            .headers()
            .iter()
            .map(|(name, value)| (name.to_string(), text(value)))
            .collect(),
        body: Vec::new(),
        is_whole: false,
        took: Duration::ZERO,
    };
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) => seen.body.extend_from_slice(&chunk),
            Ok(None) => {
                seen.is_whole = true;
                break;
            }
            Err(_) => break,
        }
    }
    seen.took = begun.elapsed();
    seen
}

/// What the mode is shown with: a good token, except where all others are to be active.
fn token(issuer: &str, mode: &HostileMode) -> String {
    if mode.id == "introspection-always-active" {
        return "a text that is no token".to_owned();
    }
    Minter::new(0, issuer, Clock::default()).mint(&Token::for_resource(RESOURCE))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_mode_differs_as_stated_and_only_while_it_is_on_and_only_there() {
    let (server, other) = start_two().await;
    let tenant = server.tenant();
    for mode in hostile_modes() {
        let token = token(tenant.issuer(), mode);
        let ask_here = || ask(tenant.issuer(), mode.endpoint, &token);
        let honest = ask_here().await;
        assert!(honest.is_whole, "{}", mode.id);

        tenant.be_hostile(&mode.id).unwrap();
        let hostile = ask_here().await;
        let again = if mode.id == "jwks-alternating" || mode.id == "jwks-new-each-fetch" {
            ask_here().await
        } else {
            honest.clone()
        };
        let there = ask(other.issuer(), mode.endpoint, "a text").await;
        assert!(
            expectations::holds(&server, mode, &honest, &hostile, &again),
            "{}: {}\nhonest {honest:?}\nhostile {hostile:?}",
            mode.id,
            mode.summary
        );
        // Its effect is seen at another endpoint.
        if mode.id != "revocation-silent" {
            let shows = expectations::holds(&server, mode, &honest, &honest, &honest);
            assert!(!shows, "{} holds of an honest answer", mode.id);
        }
        assert!(there.is_whole && there.status < 400, "{}", mode.id);

        assert_eq!(tenant.stop_hostile(&mode.id), Ok(true));
        assert_eq!(ask_here().await.lasting(), honest.lasting(), "{}", mode.id);
    }
}

#[tokio::test]
async fn a_mode_repeats_from_the_start_when_it_is_switched_on_again() {
    let server = start().await;
    let tenant = server.tenant();
    for name in ["jwks-alternating", "jwks-new-each-fetch"] {
        let mut rounds = Vec::new();
        for _ in 0..2 {
            tenant.set_hostile(&[name]).unwrap();
            let mut round = Vec::new();
            for _ in 0..3 {
                round.push(read_json(get(&server.jwks_uri()).await).await);
            }
            rounds.push(round);
        }
        assert_eq!(rounds[0], rounds[1], "{name}");
        assert_ne!(rounds[0][0], rounds[0][1], "{name}");
    }
}

#[tokio::test]
async fn modes_of_different_endpoints_are_on_together_and_a_second_of_one_endpoint_is_refused() {
    let server = start().await;
    let tenant = server.tenant();
    tenant.be_hostile("jwks-no-keys").unwrap();
    tenant
        .be_hostile_as(hostile_mode("metadata-issuer-other").unwrap())
        .unwrap();
    let on = |tenant: &Tenant| -> Vec<String> {
        tenant
            .hostile_modes()
            .iter()
            .map(|mode| mode.id.to_string())
            .collect()
    };
    assert_eq!(on(tenant), ["jwks-no-keys", "metadata-issuer-other"]);
    let jwks = read_json(get(&server.jwks_uri()).await).await;
    assert_eq!(jwks, json!({"keys": []}));

    let taken = HostileError::EndpointTaken {
        asked: "jwks-many",
        on: "jwks-no-keys",
    };
    assert_eq!(tenant.be_hostile("jwks-many"), Err(taken));
    let unknown = tenant.set_hostile(&["token-slow", "jwks-man"]).unwrap_err();
    assert!(unknown.to_string().contains("jwks-many"), "{unknown}");
    assert_eq!(on(tenant), ["jwks-no-keys", "metadata-issuer-other"]);

    tenant.set_hostile(&["token-slow"]).unwrap();
    assert_eq!(on(tenant), ["token-slow"]);
    assert_eq!(tenant.stop_hostile("jwks-many"), Ok(false));
    tenant.behave();
    assert_eq!(tenant.hostile_modes().len(), 0);
}

#[tokio::test]
async fn metadata_is_hostile_in_every_place_where_it_is_served() {
    let (server, other) = start_two().await;
    other.be_hostile("metadata-issuer-other").unwrap();
    for url in [
        format!("{}/.well-known/openid-configuration", other.issuer()),
        format!("{}/.well-known/oauth-authorization-server/other", server.issuer()),
        format!("{}/.well-known/openid-configuration/other", server.issuer()),
    ] {
        let metadata = read_json(get(&url).await).await;
        assert_eq!(metadata["issuer"], "https://issuer.example", "{url}");
    }
}

#[tokio::test]
async fn a_client_that_follows_a_redirect_to_the_other_origin_is_seen_there_with_its_secret() {
    let server = start().await;
    server.tenant().be_hostile("token-redirect-307").unwrap();
    let fields = [("grant_type", "client_credentials"), ("client_id", "a"), SECRET];
    let response = Client::new()
        .post(server.token_endpoint())
        .form(&fields)
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let requests = server.requests();
    assert_eq!(requests.len(), 2);
    assert!(requests[1].header("host").unwrap().starts_with(b"localhost:"));
    assert_eq!(requests[1].field("client_secret"), Some(SECRET.1));
}

#[tokio::test]
async fn a_client_with_a_limit_leaves_a_redirect_loop() {
    let server = start().await;
    server.tenant().be_hostile("jwks-redirect-loop").unwrap();
    let error = Client::new().get(server.jwks_uri()).send().await.unwrap_err();
    assert!(error.is_redirect(), "{error}");
    assert_eq!(server.requests().len(), 11);
}

#[tokio::test]
async fn a_silent_revocation_leaves_the_token_active() {
    let server = start().await;
    let granted = granted(&server, &[]).await;
    let text = granted["access_token"].as_str().unwrap();
    let url = format!("{}/revoke", server.issuer());
    let revoke = async || post(&url, &[("token", text), ("client_id", "somebody"), SECRET]).await;
    server.tenant().be_hostile("revocation-silent").unwrap();
    assert_eq!(revoke().await.status(), StatusCode::OK);
    assert!(is_active(&server, &granted["access_token"]).await);
    server.tenant().behave();
    revoke().await;
    assert!(!is_active(&server, &granted["access_token"]).await);
}

#[tokio::test]
async fn a_verifier_that_is_given_another_key_under_our_id_refuses_our_token() {
    use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, jwk::JwkSet};
    let server = start().await;
    let token = server.minter().mint(&Token::for_resource(RESOURCE));
    let id = jsonwebtoken::decode_header(&token).unwrap().kid.unwrap();
    let mut validation = Validation::new(Algorithm::ES256);
    validation.set_audience(&[RESOURCE]);
    let is_accepted = async || {
        let set: JwkSet = get(&server.jwks_uri()).await.json().await.unwrap();
        let key = set.find(&id)?;
        let key = DecodingKey::from_jwk(key).unwrap();
        Some(decode::<Value>(&token, &key, &validation).is_ok())
    };
    assert_eq!(is_accepted().await, Some(true));
    for (name, expected) in [
        ("jwks-other-keys", Some(false)),
        ("jwks-duplicate-kid-good-first", Some(true)),
        ("jwks-duplicate-kid-good-last", Some(false)),
        ("jwks-many", Some(true)),
        ("jwks-no-kid", None),
        // The crate looks at neither.
        ("jwks-use-enc", Some(true)),
        ("jwks-algorithm-mismatch", Some(true)),
    ] {
        server.tenant().set_hostile(&[name]).unwrap();
        assert_eq!(is_accepted().await, expected, "{name}");
    }
}

#[tokio::test]
async fn the_strangers_certificate_and_the_weak_keys_are_served() {
    let server = start().await;
    let minter = server.minter();
    let url = format!("{}/stranger/certificate.pem", server.issuer());
    for (query, algorithm) in [("", "ES256"), ("?alg=RS256", "RS256"), ("?alg=eddsa", "EdDSA")] {
        let response = get(&format!("{url}{query}")).await;
        assert_eq!(
            response.headers()["content-type"],
            "application/pem-certificate-chain"
        );
        assert_eq!(
            response.text().await.unwrap(),
            minter.stranger_certificate_pem(algorithm.parse().unwrap())
        );
    }
    assert_eq!(
        get(&format!("{url}?alg=none")).await.status(),
        StatusCode::BAD_REQUEST
    );
    let weak = read_json(get(&format!("{}/weak/jwks.json", server.issuer())).await).await;
    assert_eq!(weak, minter.weak_jwks());
}

#[test]
fn the_page_of_the_documentation_is_the_table() {
    let page = include_str!("../../../docs/auth-server-hostile.md");
    assert!(
        page == hostile_page(),
        "stale; run: cargo run -p mock-auth-server -- hostile --markdown > docs/auth-server-hostile.md"
    );
    for mode in hostile_areas().iter().flat_map(|area| &area.modes) {
        assert!(page.contains(&format!("| `{}` |", mode.id)), "{}", mode.id);
    }
}
