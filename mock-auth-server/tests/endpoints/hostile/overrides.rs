//! Closures that answer in the place of an endpoint.

use mock_auth_server::{Answer, Endpoint};
use serde_json::json;

use super::super::{ID, SECRET, get, granted, post, read_json, refused, says, start};

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

#[tokio::test]
async fn a_closure_sees_the_request_and_answers_it_or_leaves_it() {
    let server = start().await;
    server.tenant().override_answer(Endpoint::Token, |request| {
        let is_asked = request.field("scope") == Some("teapot");
        is_asked.then(|| {
            assert_eq!(
                (request.method.as_str(), request.path.as_str()),
                ("POST", "/token")
            );
            assert_eq!(
                request.header("content-type"),
                Some(b"application/x-www-form-urlencoded".as_slice())
            );
            Answer::json(418, &json!({"number": request.number})).with_header("x-kind", "teapot")
        })
    });
    granted(&server, &[]).await;
    let response = post(&server.token_endpoint(), &[("scope", "teapot")]).await;
    assert_eq!(response.status().as_u16(), 418);
    assert_eq!(response.headers()["x-kind"], "teapot");
    assert_eq!(read_json(response).await, json!({"number": 1}));
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn closures_are_asked_in_the_order_they_were_added_before_any_hostile_mode() {
    let server = start().await;
    let tenant = server.tenant();
    tenant.be_hostile("jwks-status-500").unwrap();
    let status = || async { get(&server.jwks_uri()).await.status().as_u16() };
    tenant.override_answer(Endpoint::Jwks, |_| None);
    assert_eq!(status().await, 500);
    tenant.override_answer(Endpoint::Jwks, |_| Some(Answer::new(410)));
    tenant.override_answer(Endpoint::Jwks, |_| Some(Answer::new(411)));
    assert_eq!(status().await, 410);
    tenant.clear_overrides(Endpoint::Jwks);
    assert_eq!(status().await, 500);
    tenant.behave();
    assert_eq!(status().await, 200);
}

#[tokio::test]
async fn a_scoped_override_ends_with_its_guard_and_touches_no_other_endpoint_or_tenant() {
    let server = start().await;
    let other = server
        .add_tenant("/other", mock_auth_server::TenantSettings::default())
        .unwrap();
    let guard = server
        .tenant()
        .override_answer_scoped(Endpoint::Jwks, |_| Some(Answer::new(410)));
    let metadata = format!("{}/.well-known/openid-configuration", server.issuer());
    assert_eq!(get(&server.jwks_uri()).await.status(), 410);
    assert_eq!(get(&metadata).await.status(), 200);
    assert_eq!(get(&other.jwks_uri()).await.status(), 200);
    drop(guard);
    assert_eq!(get(&server.jwks_uri()).await.status(), 200);
}

#[tokio::test]
async fn a_closure_sees_the_whole_body_though_the_record_keeps_its_beginning() {
    let server = start().await;
    server.tenant().override_answer(Endpoint::Register, |request| {
        Some(Answer::json(200, &json!(request.body.len())))
    });
    let body = "a".repeat(20_000);
    let url = server.registration_endpoint();
    let response = reqwest::Client::new().post(url).body(body).send().await.unwrap();
    assert_eq!(read_json(response).await, json!(20_000));
    assert_eq!(
        server.requests()[0].body.len(),
        mock_auth_server::MAX_KEPT_BODY_BYTES
    );
}

#[tokio::test]
async fn a_closure_that_panics_or_answers_what_is_not_http_harms_nobody_else() {
    let server = start().await;
    server
        .tenant()
        .override_answer(Endpoint::Jwks, |request| match request.query.as_deref() {
            Some("panic") => panic!("on purpose"),
            Some("status") => Some(Answer::new(7)),
            Some("header") => Some(Answer::new(200).with_header("a\nb", "c")),
            _ => None,
        });
    let url = |query: &str| format!("{}?{query}", server.jwks_uri());
    assert!(reqwest::get(url("panic")).await.is_err());
    assert_eq!(get(&url("status")).await.status(), 500);
    assert_eq!(get(&url("header")).await.status(), 500);
    assert_eq!(get(&url("")).await.status(), 200);
}

#[tokio::test]
async fn what_an_override_answers_issues_nothing() {
    let server = start().await;
    let tenant = server.tenant();
    let first = granted(&server, &[]).await;
    let guard = tenant.override_answer_scoped(Endpoint::Token, |_| {
        Some(
            Answer::json(400, &json!({"error": "invalid_grant", "error_description": "no"}))
                .with_header("cache-control", "no-store"),
        )
    });
    let refusal = refused(post(&server.token_endpoint(), &[GRANT, ID, SECRET]).await).await;
    assert_eq!(refusal, says(400, "invalid_grant"));
    drop(guard);
    let twin = start().await;
    assert_eq!(granted(&twin, &[]).await["expires_in"], first["expires_in"]);
    granted(&twin, &[]).await;
    granted(&server, &[]).await;
    assert_eq!(server.requests().len(), 3);
}
