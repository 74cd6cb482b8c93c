//! Proof of possession.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use mock_auth_server::{DEFAULT_INSTANT, Dpop, TenantSettings};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{Signature, SigningKey};
use reqwest::{Client, Response, StatusCode};
use serde_json::{Value, json};

use super::{
    AuthServer, Field, GRANT, ID, SECRET, VERIFIER, code_for, is_active, post, public_client, read_json,
    refused, registered, says, start, start_with,
};

struct Key(SigningKey);

impl Key {
    fn new(byte: u8) -> Self {
        Self(SigningKey::from_slice(&[byte; 32]).expect("a key"))
    }

    fn public(&self) -> Value {
        let point = self.0.verifying_key().to_sec1_point(false);
        let text = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        json!({"kty": "EC", "crv": "P-256", "x": text(&point.as_bytes()[1..33]), "y": text(&point.as_bytes()[33..])})
    }

    fn sign(&self, header: &Value, claims: &Value) -> String {
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let input = format!("{}.{}", part(header), part(claims));
        let signature: Signature = self.0.sign(input.as_bytes());
        format!("{input}.{}", URL_SAFE_NO_PAD.encode(signature.to_bytes()))
    }

    fn header(&self) -> Value {
        json!({"typ": "dpop+jwt", "alg": "ES256", "jwk": self.public()})
    }

    fn proof(&self, server: &AuthServer, id: &str) -> String {
        self.sign(&self.header(), &claims(server, id))
    }
}

fn claims(server: &AuthServer, id: &str) -> Value {
    json!({"htm": "POST", "htu": server.token_endpoint(), "iat": DEFAULT_INSTANT, "jti": id})
}

async fn ask(server: &AuthServer, proof: &str, fields: &[Field<'_>]) -> Response {
    Client::new()
        .post(server.token_endpoint())
        .header("dpop", proof)
        .form(fields)
        .send()
        .await
        .expect("a good answer")
}

const CREDENTIALS: [Field<'_>; 3] = [GRANT, ID, SECRET];

#[tokio::test]
async fn a_proof_binds_the_token_to_its_key() {
    let server = start().await;
    let answer = read_json(ask(&server, &Key::new(1).proof(&server, "1"), &CREDENTIALS).await).await;
    assert_eq!(answer["token_type"], "DPoP");
    let token = answer["access_token"].as_str().unwrap();
    let bound = server.minter().verify(token).unwrap()["cnf"]["jkt"].clone();
    assert_eq!(bound.as_str().unwrap().len(), 43);
    let said = read_json(post(&server.introspection_endpoint(), &[("token", token)]).await).await;
    assert_eq!(
        (&said["cnf"]["jkt"], &said["token_type"]),
        (&bound, &json!("DPoP"))
    );
    let other = read_json(ask(&server, &Key::new(2).proof(&server, "1"), &CREDENTIALS).await).await;
    let other = server
        .minter()
        .verify(other["access_token"].as_str().unwrap())
        .unwrap();
    assert_ne!(other["cnf"]["jkt"], bound);
}

#[tokio::test]
async fn proofs_with_one_thing_wrong_are_refused() {
    let server = start().await;
    let key = Key::new(1);
    let mut wrong = vec!["garbage".to_owned()];
    for (member, value) in [
        ("htm", json!("GET")),
        ("htu", json!("https://foreign.example/token")),
        ("iat", json!(DEFAULT_INSTANT - 301)),
        ("iat", json!(DEFAULT_INSTANT + 301)),
        ("iat", Value::Null),
        ("jti", Value::Null),
        ("nonce", json!(1)),
    ] {
        let mut claims = claims(&server, "1");
        claims[member] = value;
        wrong.push(key.sign(&key.header(), &claims));
    }
    let mut private = key.public();
    private["d"] = json!("AQ");
    for (member, value) in [
        ("typ", json!("JWT")),
        ("alg", json!("none")),
        ("alg", json!("HS256")),
        ("jwk", Value::Null),
        ("jwk", private),
        ("jwk", Key::new(2).public()),
    ] {
        let mut header = key.header();
        header[member] = value;
        wrong.push(key.sign(&header, &claims(&server, "1")));
    }
    for proof in wrong {
        let response = ask(&server, &proof, &CREDENTIALS).await;
        assert_eq!(
            refused(response).await,
            says(400, "invalid_dpop_proof"),
            "{proof}"
        );
    }
    let good = key.proof(&server, "1");
    assert_eq!(ask(&server, &good, &CREDENTIALS).await.status(), StatusCode::OK);
    let again = ask(&server, &good, &CREDENTIALS).await;
    assert_eq!(
        refused(again).await,
        says(400, "invalid_dpop_proof"),
        "used twice"
    );
}

#[tokio::test]
async fn a_query_in_the_url_of_a_proof_counts_for_nothing() {
    let server = start().await;
    let key = Key::new(1);
    let mut claims = claims(&server, "1");
    claims["htu"] = json!(format!("{}?a=b", server.token_endpoint()));
    let proof = key.sign(&key.header(), &claims);
    assert_eq!(ask(&server, &proof, &CREDENTIALS).await.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_server_that_wants_a_nonce_says_which_and_takes_the_one_before_it_too() {
    let server = start_with(TenantSettings {
        dpop: Dpop::WithNonce,
        ..TenantSettings::default()
    })
    .await;
    let key = Key::new(1);
    let with_nonce = |nonce: &str, id: &str| {
        let mut claims = claims(&server, id);
        claims["nonce"] = json!(nonce);
        key.sign(&key.header(), &claims)
    };
    let first = ask(&server, &key.proof(&server, "1"), &CREDENTIALS).await;
    let nonce = first.headers()["dpop-nonce"].to_str().unwrap().to_owned();
    assert_eq!(refused(first).await, says(400, "use_dpop_nonce"));
    assert_eq!(
        ask(&server, &with_nonce(&nonce, "2"), &CREDENTIALS)
            .await
            .status(),
        StatusCode::OK
    );
    server.tenant().rotate_dpop_nonce();
    let late = ask(&server, &with_nonce(&nonce, "3"), &CREDENTIALS).await;
    assert_eq!(late.status(), StatusCode::OK);
    assert_ne!(late.headers()["dpop-nonce"].to_str().unwrap(), nonce);
    server.tenant().rotate_dpop_nonce();
    let stale = ask(&server, &with_nonce(&nonce, "4"), &CREDENTIALS).await;
    assert_eq!(refused(stale).await, says(400, "use_dpop_nonce"));
}

#[tokio::test]
async fn the_refresh_token_of_a_public_client_is_bound_to_its_key() {
    let server = start().await;
    let client = public_client(&server).await;
    let code = code_for(&server, &client, &[]).await;
    let (key, other) = (Key::new(1), Key::new(2));
    let exchange = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("client_id", &client),
    ];
    let first = read_json(ask(&server, &key.proof(&server, "1"), &exchange).await).await;
    assert_eq!(first["token_type"], "DPoP");
    let refresh = [
        ("grant_type", "refresh_token"),
        ("refresh_token", first["refresh_token"].as_str().unwrap()),
        ("client_id", &client),
    ];
    let theirs = ask(&server, &other.proof(&server, "1"), &refresh).await;
    assert_eq!(refused(theirs).await, says(400, "invalid_grant"));
    let without = post(&server.token_endpoint(), &refresh).await;
    assert_eq!(refused(without).await, says(400, "invalid_grant"));
    let second = read_json(ask(&server, &key.proof(&server, "2"), &refresh).await).await;
    assert!(is_active(&server, &second["access_token"]).await);
}

#[tokio::test]
async fn a_code_bound_to_a_key_is_good_with_that_key_only() {
    let server = start().await;
    let key = Key::new(1);
    let answer = read_json(ask(&server, &key.proof(&server, "1"), &CREDENTIALS).await).await;
    let bound = server
        .minter()
        .verify(answer["access_token"].as_str().unwrap())
        .unwrap();
    let thumbprint = bound["cnf"]["jkt"].as_str().unwrap();
    let code = code_for(&server, "proofhouse", &[("dpop_jkt", thumbprint)]).await;
    let exchange = super::exchange_of(&code);
    let theirs = ask(&server, &Key::new(2).proof(&server, "1"), &exchange).await;
    assert_eq!(refused(theirs).await, says(400, "invalid_grant"));
    assert_eq!(
        ask(&server, &key.proof(&server, "2"), &exchange).await.status(),
        StatusCode::OK
    );
}

#[tokio::test]
async fn a_client_that_registered_for_bound_tokens_gets_no_others() {
    let server = start().await;
    let metadata = json!({
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "client_secret_post",
        "dpop_bound_access_tokens": true,
    });
    let client = registered(&server, &metadata).await;
    let fields = [
        GRANT,
        ("client_id", client["client_id"].as_str().unwrap()),
        ("client_secret", client["client_secret"].as_str().unwrap()),
    ];
    let bearer = post(&server.token_endpoint(), &fields).await;
    assert_eq!(refused(bearer).await, says(400, "invalid_dpop_proof"));
    let bound = ask(&server, &Key::new(1).proof(&server, "1"), &fields).await;
    assert_eq!(bound.status(), StatusCode::OK);
}
