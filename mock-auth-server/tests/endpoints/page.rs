//! The page on which a person consents.

use mock_auth_server::{Consent, TenantSettings};
use reqwest::{Response, StatusCode};

use super::{
    AuthServer, authorize, browser, exchange_of, location, parameter, refused, says, start_with, token,
};

async fn start() -> AuthServer {
    start_with(TenantSettings {
        consent: Consent::Page,
        ..TenantSettings::default()
    })
    .await
}

/// The hidden field of the page.
fn sealed(page: &str) -> String {
    let (_, rest) = page
        .split_once("name=\"consent\" value=\"")
        .expect("a hidden field");
    rest.split('"').next().unwrap_or_default().to_owned()
}

async fn decide(server: &AuthServer, consent: &str, decision: &str) -> Response {
    let fields = [("consent", consent), ("decision", decision)];
    browser()
        .post(server.authorization_endpoint())
        .form(&fields)
        .send()
        .await
        .expect("a good answer")
}

#[tokio::test]
async fn a_person_sees_who_asks_for_what_and_may_allow_it() {
    let server = start().await;
    let more = [("scope", "mcp:tools"), ("login_hint", "<b>bob</b>")];
    let response = authorize(&server, "proofhouse", &more).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["x-frame-options"], "DENY");
    let page = response.text().await.unwrap();
    for part in [
        "<dd>proofhouse</dd>",
        "<dd>mcp:tools</dd>",
        "&lt;b&gt;bob&lt;/b&gt;",
    ] {
        assert!(page.contains(part), "{page}");
    }
    let answer = decide(&server, &sealed(&page), "approve").await;
    assert_eq!(answer.status(), StatusCode::SEE_OTHER);
    let back = location(&answer);
    assert_eq!(parameter(&back, "state").as_deref(), Some("a state"));
    token(&server, &exchange_of(&parameter(&back, "code").unwrap())).await;
}

#[tokio::test]
async fn a_person_may_say_no() {
    let server = start().await;
    let page = authorize(&server, "proofhouse", &[]).await.text().await.unwrap();
    let back = location(&decide(&server, &sealed(&page), "deny").await);
    assert_eq!(parameter(&back, "error").as_deref(), Some("access_denied"));
    assert_eq!(parameter(&back, "iss").as_deref(), Some(server.issuer()));
    assert_eq!(parameter(&back, "code"), None);
}

#[tokio::test]
async fn a_decision_that_nobody_was_asked_for_is_refused() {
    let server = start().await;
    let forged = decide(&server, "bm90IG91cnM", "approve").await;
    assert_eq!(refused(forged).await, says(400, "invalid_request"));
}

#[tokio::test]
async fn a_client_that_wants_no_page_is_told_that_there_must_be_one() {
    let server = start().await;
    let back = location(&authorize(&server, "proofhouse", &[("prompt", "none")]).await);
    assert_eq!(parameter(&back, "error").as_deref(), Some("interaction_required"));
}
