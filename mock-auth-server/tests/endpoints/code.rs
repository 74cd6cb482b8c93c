//! Authorization codes, refresh tokens, and their revocation.

use mock_auth_server::{Clock, DEFAULT_INSTANT, Settings};
use reqwest::StatusCode;
use serde_json::{Value, json};

use super::{
    AuthServer, Field, REDIRECT_URI, RESOURCE, SECRET, VERIFIER, authorize, browser, code_for, exchange_of,
    is_active, location, parameter, post, public_client, question, read_json, refusal, refused, says, start,
    token,
};

const OTHER: &str = "https://other.example/mcp";

fn refresh(token: &Value) -> Vec<Field<'_>> {
    vec![
        ("grant_type", "refresh_token"),
        (
            "refresh_token",
            token["refresh_token"].as_str().expect("a refresh token"),
        ),
        ("client_id", "proofhouse"),
        SECRET,
    ]
}

fn claims(server: &AuthServer, answer: &Value) -> Value {
    let token = answer["access_token"].as_str().expect("a token");
    server.minter().verify(token).expect("a good token")
}

#[tokio::test]
async fn whatever_token_was_given_is_known_for_one_of_the_servers_own() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[]).await;
    let answer = token(&server, &exchange_of(&code)).await;
    for name in ["access_token", "refresh_token"] {
        let given = answer[name].as_str().expect("a token");
        assert!(server.tenant().has_made(given), "{name}");
        assert!(!server.tenant().has_made(&given[1..]), "{name}");
    }
    let opaque = server.tenant().opaque_token(&json!({"sub": "alice"}));
    assert!(server.tenant().has_made(&opaque));
}

#[tokio::test]
async fn a_code_is_exchanged_for_a_token_for_the_resource_that_was_asked_for() {
    let server = start().await;
    let more = [
        ("resource", RESOURCE),
        ("scope", "mcp:tools"),
        ("login_hint", "bob"),
    ];
    let response = authorize(&server, "proofhouse", &more).await;
    assert_eq!(response.status(), StatusCode::FOUND);
    let back = location(&response);
    assert!(back.as_str().starts_with(&format!("{REDIRECT_URI}?")), "{back}");
    assert_eq!(parameter(&back, "state").as_deref(), Some("a state"));
    assert_eq!(parameter(&back, "iss").as_deref(), Some(server.issuer()));
    let code = parameter(&back, "code").unwrap();
    let answer = token(&server, &exchange_of(&code)).await;
    let claims = claims(&server, &answer);
    assert_eq!(
        (&claims["aud"], &claims["sub"]),
        (&json!(RESOURCE), &json!("bob"))
    );
    assert_eq!(
        (&claims["client_id"], &answer["scope"]),
        (&json!("proofhouse"), &json!("mcp:tools"))
    );
    assert!(answer.get("id_token").is_none());
}

#[tokio::test]
async fn the_same_requests_get_the_same_codes_and_tokens_from_a_fresh_server() {
    let run = async || {
        let server = start().await;
        let code = code_for(&server, "proofhouse", &[("resource", "https://a.example/mcp")]).await;
        let answer = token(&server, &exchange_of(&code)).await;
        (
            code,
            answer["refresh_token"].clone(),
            claims(&server, &answer)["jti"].clone(),
        )
    };
    assert_eq!(run().await, run().await);
}

#[tokio::test]
async fn an_unknown_client_or_redirect_uri_is_answered_here_and_never_redirected() {
    let server = start().await;
    let cases: [(&str, &[Field<'_>]); 6] = [
        ("", &[]),
        ("stranger", &[]),
        ("proofhouse", &[("redirect_uri", "")]),
        ("proofhouse", &[("redirect_uri", "https://evil.example/callback")]),
        (
            "proofhouse",
            &[("redirect_uri", "http://127.0.0.1:4711/callback/more")],
        ),
        (
            "proofhouse",
            &[("redirect_uri", "http://127.0.0.1:4711/callback?more=1")],
        ),
    ];
    for (client, more) in cases {
        let response = authorize(&server, client, more).await;
        assert!(response.headers().get("location").is_none(), "{more:?}");
        assert_eq!(refused(response).await, says(400, "invalid_request"), "{more:?}");
    }
}

#[tokio::test]
async fn other_errors_go_back_to_the_client_with_state_and_iss() {
    let server = start().await;
    let cases: [(&[Field<'_>], &str); 9] = [
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "token")], "unsupported_response_type"),
        (&[("response_mode", "form_post")], "invalid_request"),
        (&[("code_challenge", "")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("resource", "https://a.example/#part")], "invalid_target"),
        (&[("scope", "a\"b")], "invalid_scope"),
    ];
    for (more, code) in cases {
        let back = location(&authorize(&server, "proofhouse", more).await);
        assert_eq!(parameter(&back, "error").as_deref(), Some(code), "{more:?}");
        assert_eq!(parameter(&back, "state").as_deref(), Some("a state"), "{more:?}");
        assert_eq!(
            parameter(&back, "iss").as_deref(),
            Some(server.issuer()),
            "{more:?}"
        );
        assert_eq!(parameter(&back, "code"), None, "{more:?}");
    }
}

#[tokio::test]
async fn a_parameter_that_occurs_twice_is_refused_but_resource_is_not() {
    let server = start().await;
    let twice = [("scope", "a"), ("scope", "b")];
    let response = authorize(&server, "proofhouse", &twice).await;
    assert_eq!(refused(response).await, says(400, "invalid_request"));
    let code = code_for(
        &server,
        "proofhouse",
        &[("resource", RESOURCE), ("resource", OTHER)],
    )
    .await;
    let answer = token(&server, &exchange_of(&code)).await;
    assert_eq!(claims(&server, &answer)["aud"], json!([RESOURCE, OTHER]));
}

#[tokio::test]
async fn a_request_may_be_posted_and_comes_back_by_get() {
    let server = start().await;
    let response = browser()
        .post(server.authorization_endpoint())
        .form(&question("proofhouse", &[]))
        .send()
        .await
        .unwrap();
    assert_eq!(response.status(), StatusCode::SEE_OTHER);
    assert!(parameter(&location(&response), "code").is_some());
}

#[tokio::test]
async fn a_code_is_bound_to_its_client_redirect_uri_and_challenge_and_stays_good_when_they_are_wrong() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[]).await;
    let with = |name: &'static str, value: &'static str| {
        let mut fields = exchange_of(&code);
        fields.retain(|(known, _)| *known != name);
        if !value.is_empty() {
            fields.push((name, value));
        }
        fields
    };
    for (name, value, error) in [
        ("client_id", "somebody", "invalid_grant"),
        ("redirect_uri", "http://127.0.0.1:4712/callback", "invalid_grant"),
        (
            "code_verifier",
            "another-verifier-of-forty-three-characters-or-so",
            "invalid_grant",
        ),
        ("code_verifier", "short", "invalid_grant"),
        ("code_verifier", "", "invalid_request"),
        ("code", "0123456789abcdef0123456789abcdef", "invalid_grant"),
        ("code", "", "invalid_request"),
        ("resource", "/mcp", "invalid_target"),
        ("scope", "mcp:more", "invalid_scope"),
    ] {
        assert_eq!(
            refusal(&server, &with(name, value)).await,
            says(400, error),
            "{name}={value}"
        );
    }
    token(&server, &exchange_of(&code)).await;
}

#[tokio::test]
async fn a_code_used_twice_is_refused_and_revokes_what_came_of_it() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[]).await;
    let answer = token(&server, &exchange_of(&code)).await;
    assert!(is_active(&server, &answer["access_token"]).await);
    assert_eq!(
        refusal(&server, &exchange_of(&code)).await,
        says(400, "invalid_grant")
    );
    assert!(!is_active(&server, &answer["access_token"]).await);
    assert_eq!(
        refusal(&server, &refresh(&answer)).await,
        says(400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_code_is_good_for_a_minute() {
    let server = AuthServer::start(Settings::default()).await.unwrap();
    let (first, second) = (
        code_for(&server, "proofhouse", &[]).await,
        code_for(&server, "proofhouse", &[]).await,
    );
    assert_ne!(first, second);
    server.tenant().set_clock(Clock::Fixed(DEFAULT_INSTANT + 59));
    token(&server, &exchange_of(&first)).await;
    server.tenant().set_clock(Clock::Fixed(DEFAULT_INSTANT + 60));
    assert_eq!(
        refusal(&server, &exchange_of(&second)).await,
        says(400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_token_may_be_for_some_of_the_granted_resources_and_for_no_other() {
    let server = start().await;
    let both = [("resource", RESOURCE), ("resource", OTHER)];
    let code = code_for(&server, "proofhouse", &both).await;
    let more = |resource| [exchange_of(&code), vec![("resource", resource)]].concat();
    assert_eq!(
        refusal(&server, &more("https://third.example/mcp")).await,
        says(400, "invalid_target")
    );
    let answer = token(&server, &more(OTHER)).await;
    assert_eq!(claims(&server, &answer)["aud"], OTHER);
    // The refresh token remembers what was granted, not what was asked for last.
    let next = token(
        &server,
        &[refresh(&answer), vec![("resource", RESOURCE)]].concat(),
    )
    .await;
    assert_eq!(claims(&server, &next)["aud"], RESOURCE);
    let beyond = [refresh(&next), vec![("resource", "https://third.example/mcp")]].concat();
    assert_eq!(refusal(&server, &beyond).await, says(400, "invalid_target"));
}

#[tokio::test]
async fn a_refresh_token_is_good_once_and_reuse_revokes_the_family() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[("scope", "a b")]).await;
    let first = token(&server, &exchange_of(&code)).await;
    let second = token(&server, &[refresh(&first), vec![("scope", "b")]].concat()).await;
    assert_ne!(first["refresh_token"], second["refresh_token"]);
    assert_eq!(second["scope"], "b");
    let wider = [refresh(&second), vec![("scope", "a c")]].concat();
    assert_eq!(refusal(&server, &wider).await, says(400, "invalid_scope"));
    let third = token(&server, &refresh(&second)).await;
    assert_eq!(third["scope"], "a b");
    assert_eq!(
        refusal(&server, &refresh(&first)).await,
        says(400, "invalid_grant")
    );
    for answer in [&first, &second, &third] {
        assert!(!is_active(&server, &answer["access_token"]).await);
        assert_eq!(
            refusal(&server, &refresh(answer)).await,
            says(400, "invalid_grant")
        );
    }
}

#[tokio::test]
async fn a_refresh_token_is_its_clients_and_no_access_token() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[]).await;
    let answer = token(&server, &exchange_of(&code)).await;
    let mut theirs = refresh(&answer);
    theirs[2] = ("client_id", "somebody");
    assert_eq!(refusal(&server, &theirs).await, says(400, "invalid_grant"));
    assert!(!is_active(&server, &answer["refresh_token"]).await);
    let bogus = json!({"refresh_token": "bogus"});
    assert_eq!(
        refusal(&server, &refresh(&bogus)).await,
        says(400, "invalid_grant")
    );
    token(&server, &refresh(&answer)).await;
}

#[tokio::test]
async fn a_public_client_needs_no_secret_and_another_client_needs_one() {
    let server = start().await;
    let client = public_client(&server).await;
    let code = code_for(&server, &client, &[]).await;
    let exchange = |client_id| {
        vec![
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("code_verifier", VERIFIER),
            ("client_id", client_id),
        ]
    };
    assert_eq!(
        refusal(&server, &exchange("proofhouse")).await,
        says(401, "invalid_client")
    );
    token(&server, &exchange(&client)).await;
    let credentials = [
        ("grant_type", "client_credentials"),
        ("client_id", client.as_str()),
    ];
    assert_eq!(
        refusal(&server, &credentials).await,
        says(400, "unauthorized_client")
    );
}

#[tokio::test]
async fn the_scope_openid_brings_an_id_token_for_the_client_that_is_no_access_token() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[("scope", "openid"), ("nonce", "n-1")]).await;
    let answer = token(&server, &exchange_of(&code)).await;
    let text = answer["id_token"].as_str().unwrap();
    let claims = server.minter().verify(text).unwrap();
    assert_eq!(
        (&claims["aud"], &claims["sub"], &claims["nonce"]),
        (&json!("proofhouse"), &json!("alice"), &json!("n-1"))
    );
    assert!(!is_active(&server, &answer["id_token"]).await);
}

#[tokio::test]
async fn revoking_an_access_token_revokes_it_alone_and_a_refresh_token_its_family() {
    let server = start().await;
    let code = code_for(&server, "proofhouse", &[]).await;
    let first = token(&server, &exchange_of(&code)).await;
    let second = token(&server, &refresh(&first)).await;
    let revoke = async |client: &str, token: &Value| {
        let fields = [("token", token.as_str().unwrap()), ("client_id", client), SECRET];
        post(&server.revocation_endpoint(), &fields).await
    };
    let theirs = revoke("somebody", &first["access_token"]).await;
    assert_eq!(refused(theirs).await, says(400, "unauthorized_client"));
    assert_eq!(
        revoke("proofhouse", &first["access_token"]).await.status(),
        StatusCode::OK
    );
    assert!(!is_active(&server, &first["access_token"]).await);
    assert!(is_active(&server, &second["access_token"]).await);
    assert_eq!(
        revoke("proofhouse", &second["refresh_token"]).await.status(),
        StatusCode::OK
    );
    assert!(!is_active(&server, &second["access_token"]).await);
    assert_eq!(
        refusal(&server, &refresh(&second)).await,
        says(400, "invalid_grant")
    );
    assert_eq!(
        revoke("proofhouse", &json!("not ours")).await.status(),
        StatusCode::OK
    );
    let anonymous = post(&server.revocation_endpoint(), &[("token", "x")]).await;
    assert_eq!(refused(anonymous).await, says(401, "invalid_client"));
    let without = post(
        &server.revocation_endpoint(),
        &[("client_id", "proofhouse"), SECRET],
    )
    .await;
    assert_eq!(refused(without).await, says(400, "invalid_request"));
}

#[tokio::test]
async fn metadata_names_what_the_code_flow_needs() {
    let server = start().await;
    let url = format!("{}/.well-known/oauth-authorization-server", server.issuer());
    let metadata = read_json(super::get(&url).await).await;
    assert_eq!(
        metadata["authorization_endpoint"],
        server.authorization_endpoint()
    );
    assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(metadata["response_types_supported"], json!(["code"]));
    assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
    assert!(metadata.get("scopes_supported").is_none());
}
