//! Client ID Metadata Documents.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use axum::Router;
use axum::extract::State;
use axum::http::{StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use mock_auth_server::{ClientDocuments, MAX_CLIENT_DOCUMENT_BYTES, TenantSettings};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{
    AuthServer, VERIFIER, authorize, code_for, get, read_json, refused, says, start, start_with, token,
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
