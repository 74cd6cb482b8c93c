//! Client ID Metadata Documents.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use mock_auth_server::{Algorithm, ClientDocuments, MAX_CLIENT_DOCUMENT_BYTES, Settings, TenantSettings};
use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::EncodePrivateKey;
use rcgen::{CertificateParams, PKCS_ECDSA_P256_SHA256, PublicKeyData, SerialNumber, SignatureAlgorithm};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::{
    AuthServer, VERIFIER, authorize, code_for, get, post, read_json, refused, registered, says, start,
    start_with, token,
};

/// A host of documents, and how often it was asked.
struct Host {
    origin: String,
    asked: Arc<AtomicUsize>,
}

#[derive(Clone)]
struct Documents(String, Arc<AtomicUsize>);

async fn document(State(Documents(origin, asked)): State<Documents>, uri: Uri) -> Response {
    asked.fetch_add(1, Ordering::Relaxed);
    let id = format!("{origin}{}", uri.path());
    let mut document =
        json!({"client_id": id, "client_name": "C", "redirect_uris": ["http://127.0.0.1/callback"]});
    match uri.path() {
        "/other-id" => document["client_id"] = json!(format!("{origin}/good")),
        "/large" => document["padding"] = json!("x".repeat(MAX_CLIENT_DOCUMENT_BYTES)),
        "/secret" => document["client_secret"] = json!("s"),
        "/secret-method" => document["token_endpoint_auth_method"] = json!("client_secret_post"),
        "/no-redirects" => document["redirect_uris"] = json!([]),
        "/text" => return "{".into_response(),
        "/gone" => return StatusCode::NOT_FOUND.into_response(),
        "/redirect" => return (StatusCode::FOUND, [("location", "/good")]).into_response(),
        _ => {}
    }
    document.to_string().into_response()
}

async fn host() -> Host {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a good answer");
    let origin = format!("http://{}", listener.local_addr().expect("a good answer"));
    let asked = Arc::new(AtomicUsize::new(0));
    let router = Router::new()
        .fallback(document)
        .with_state(Documents(origin.clone(), Arc::clone(&asked)));
    tokio::spawn(async move { axum::serve(listener, router).await });
    Host { origin, asked }
}

async fn lenient() -> AuthServer {
    start_with(TenantSettings {
        client_documents: ClientDocuments::Private,
        ..TenantSettings::default()
    })
    .await
}

#[tokio::test]
async fn a_client_that_describes_itself_completes_the_flow() {
    let (server, host) = (lenient().await, host().await);
    let client = format!("{}/good", host.origin);
    let code = code_for(&server, &client, &[]).await;
    let fields = [
        ("grant_type", "authorization_code"),
        ("code", &code),
        ("code_verifier", VERIFIER),
        ("client_id", &client),
    ];
    let answer = token(&server, &fields).await;
    let claims = server
        .minter()
        .verify(answer["access_token"].as_str().unwrap())
        .unwrap();
    assert_eq!(claims["client_id"], json!(client));
    assert!(answer["refresh_token"].is_string());
}

#[tokio::test]
async fn documents_with_one_thing_wrong_are_refused() {
    let (server, host) = (lenient().await, host().await);
    for path in [
        "/other-id",
        "/large",
        "/secret",
        "/secret-method",
        "/no-redirects",
        "/text",
        "/gone",
        "/redirect",
    ] {
        let client = format!("{}{path}", host.origin);
        let response = authorize(&server, &client, &[]).await;
        assert_eq!(refused(response).await, says(400, "invalid_client"), "{path}");
    }
    assert_eq!(host.asked.load(Ordering::Relaxed), 8, "no redirect was followed");
    let elsewhere = authorize(
        &server,
        &format!("{}/good", host.origin),
        &[("redirect_uri", "https://a.example/")],
    )
    .await;
    assert_eq!(refused(elsewhere).await, says(400, "invalid_request"));
}

#[tokio::test]
async fn private_addresses_and_plain_http_are_not_fetched_unless_allowed() {
    let (server, host) = (start().await, host().await);
    let plain = authorize(&server, &format!("{}/good", host.origin), &[]).await;
    assert_eq!(refused(plain).await, says(400, "invalid_request"));
    let private = authorize(
        &server,
        &format!("{}/good", host.origin.replace("http:", "https:")),
        &[],
    )
    .await;
    assert_eq!(refused(private).await, says(400, "invalid_client"));
    let lenient = lenient().await;
    for odd in ["/a/../good", "/good#part", "/"] {
        let response = authorize(&lenient, &format!("{}{odd}", host.origin), &[]).await;
        assert_eq!(refused(response).await, says(400, "invalid_request"), "{odd}");
    }
    assert_eq!(host.asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn metadata_says_whether_documents_are_fetched() {
    let off = start_with(TenantSettings {
        client_documents: ClientDocuments::Off,
        ..TenantSettings::default()
    })
    .await;
    for (server, expected) in [(start().await, true), (off, false)] {
        let url = format!("{}/.well-known/oauth-authorization-server", server.issuer());
        let metadata: Value = read_json(get(&url).await).await;
        assert_eq!(metadata["client_id_metadata_document_supported"], expected);
    }
}

/// A key for one certificate, which signs itself.
struct Key(SigningKey, Vec<u8>);

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.1
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature: DerSignature = self.0.sign(message);
        Ok(signature.as_bytes().to_vec())
    }
}

/// A host of documents that speaks TLS, and its certificate.
async fn tls_host() -> (String, String) {
    let secret = SigningKey::from_slice(&[7; 32]).expect("a key");
    let point = secret.verifying_key().to_sec1_point(false).as_bytes().to_vec();
    let der = secret.to_pkcs8_der().expect("DER").as_bytes().to_vec();
    let names = vec!["127.0.0.1".to_owned()];
    let certificate = CertificateParams::new(names)
        .and_then(|mut parameters| {
            parameters.serial_number = Some(SerialNumber::from(1_u64));
            parameters.self_signed(&Key(secret, point))
        })
        .expect("a certificate");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(
            vec![certificate.der().clone()],
            PrivateKeyDer::from(PrivatePkcs8KeyDer::from(der)),
        )
        .expect("a configuration");
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let origin = format!("https://{}", listener.local_addr().expect("an address"));
    let document = json!({"client_id": format!("{origin}/good"), "client_name": "C",
        "redirect_uris": ["http://127.0.0.1/callback"]})
    .to_string();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut tls) = acceptor.accept(stream).await else {
                continue;
            };
            let _ = tls.read(&mut [0; 4096]).await;
            let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n", document.len());
            let _ = tls.write_all((head + &document).as_bytes()).await;
            let _ = tls.shutdown().await;
        }
    });
    (origin, certificate.pem())
}

#[tokio::test]
async fn documents_are_fetched_over_tls_from_hosts_of_an_authority_that_is_named() {
    let (origin, authority) = tls_host().await;
    let client = format!("{origin}/good");
    let server = |authority: Option<&str>| {
        start_with(TenantSettings {
            client_documents: ClientDocuments::Private,
            client_document_authority: authority.map(str::to_owned),
            ..TenantSettings::default()
        })
    };
    code_for(&server(Some(&authority)).await, &client, &[]).await;
    let unknown = server(None).await;
    let garbled = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    let broken = server(Some(garbled)).await;
    for server in [unknown, broken] {
        let response = authorize(&server, &client, &[]).await;
        assert_eq!(refused(response).await, says(400, "invalid_client"));
    }
}

/// The answer to a client that signs with the keys of one server and registers where they are.
async fn signed_with_keys_at(server: &AuthServer, keys: &AuthServer, uri: &str, id: &str) -> StatusCode {
    let metadata = json!({"token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["client_credentials"], "jwks_uri": uri});
    let client = registered(server, &metadata).await["client_id"].clone();
    let claims = json!({"iss": client, "sub": client, "aud": server.issuer(), "jti": id,
        "exp": server.minter().clock().now() + 60});
    let assertion = keys.minter().mint_typed(Algorithm::Es256, "JWT", &claims);
    let fields = [
        ("grant_type", "client_credentials"),
        (
            "client_assertion_type",
            "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        ),
        ("client_assertion", &assertion),
    ];
    post(&server.token_endpoint(), &fields).await.status()
}

#[tokio::test]
async fn the_keys_of_a_client_are_fetched_from_its_jwks_uri() {
    let (server, keys, host) = (lenient().await, start_seeded(9).await, host().await);
    let uri = keys.jwks_uri();
    let granted = signed_with_keys_at(&server, &keys, &uri, "1").await;
    assert_eq!(granted, StatusCode::OK);
    // Rotated keys are seen at once, because nothing is kept.
    keys.tenant().rotate_keys();
    keys.tenant().withdraw_retired_keys();
    let withdrawn = signed_with_keys_at(&server, &keys, &uri, "2").await;
    assert_eq!(withdrawn, StatusCode::UNAUTHORIZED);
    for path in ["/good", "/large", "/text", "/gone", "/redirect"] {
        let status = signed_with_keys_at(&server, &keys, &format!("{}{path}", host.origin), path).await;
        assert_eq!(status, StatusCode::UNAUTHORIZED, "{path}");
    }
    let strict = start().await;
    let status = signed_with_keys_at(&strict, &keys, &uri, "3").await;
    assert_eq!(status, StatusCode::UNAUTHORIZED, "a private address");
    let both = json!({"jwks": {"keys": []}, "jwks_uri": uri, "token_endpoint_auth_method": "private_key_jwt",
        "grant_types": ["client_credentials"]});
    let response = reqwest::Client::new()
        .post(server.registration_endpoint())
        .json(&both);
    let refusal = refused(response.send().await.unwrap()).await;
    assert_eq!(refusal, says(400, "invalid_client_metadata"));
}

async fn start_seeded(seed: u64) -> AuthServer {
    let settings = Settings {
        seed,
        ..Settings::default()
    };
    AuthServer::start(settings).await.expect("a server")
}
