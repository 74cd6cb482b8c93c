//! Discovery, client credentials, introspection, the record, and how the server stands up to bad bytes.

use std::net::SocketAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mock_auth_server::{AuthServer, Clock, MAX_BODY_BYTES, Settings, StartError, Token, defect};
use reqwest::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{
    Field, GRANT, ID, RESOURCE, SECRET, get, granted, origin, post, read_json, refused, says, start, start_at,
};

#[tokio::test]
async fn an_issuer_without_a_path_has_its_metadata_at_the_root() {
    let server = start().await;
    for place in ["oauth-authorization-server", "openid-configuration"] {
        let metadata = read_json(get(&format!("{}/.well-known/{place}", server.issuer())).await).await;
        assert_eq!(metadata["issuer"], server.issuer());
        assert_eq!(metadata["token_endpoint"], server.token_endpoint());
        assert_eq!(metadata["jwks_uri"], server.jwks_uri());
        assert_eq!(
            metadata["introspection_endpoint"],
            server.introspection_endpoint()
        );
    }
}

#[tokio::test]
async fn an_issuer_with_a_path_has_its_metadata_inserted_and_appended_and_nowhere_else() {
    let server = start_at("/tenant/a").await;
    let root = origin(&server);
    assert_eq!(server.issuer(), format!("{root}/tenant/a"));
    for path in [
        "/.well-known/oauth-authorization-server/tenant/a",
        "/.well-known/openid-configuration/tenant/a",
        "/tenant/a/.well-known/openid-configuration",
    ] {
        let metadata = read_json(get(&format!("{root}{path}")).await).await;
        assert_eq!(metadata["issuer"], server.issuer(), "{path}");
    }
    for path in [
        "/.well-known/oauth-authorization-server",
        "/.well-known/openid-configuration",
        "/jwks.json",
    ] {
        assert_eq!(
            refused(get(&format!("{root}{path}")).await).await,
            says(404, "not_found"),
            "{path}"
        );
    }
}

#[tokio::test]
async fn client_credentials_give_a_token_for_the_resource_asked_for() {
    let server = start().await;
    let body = granted(
        &server,
        &[("resource", RESOURCE), ("scope", "mcp:tools files:read")],
    )
    .await;
    assert_eq!(body["token_type"], "Bearer");
    assert_eq!(
        (&body["scope"], &body["expires_in"]),
        (&json!("mcp:tools files:read"), &json!(3600))
    );
    let claims = server
        .minter()
        .verify(body["access_token"].as_str().unwrap())
        .unwrap();
    assert_eq!(
        (&claims["aud"], &claims["iss"]),
        (&json!(RESOURCE), &json!(server.issuer()))
    );
    assert_eq!(
        (&claims["sub"], &claims["client_id"]),
        (&json!("somebody"), &json!("somebody"))
    );
    assert_eq!(claims["scope"], "mcp:tools files:read");
}

#[tokio::test]
async fn several_resources_make_a_list_and_none_makes_a_token_for_the_issuer() {
    let server = start().await;
    let other = "https://other.example/mcp";
    for (fields, audience) in [
        (
            vec![("resource", RESOURCE), ("resource", other)],
            json!([RESOURCE, other]),
        ),
        (vec![], json!(server.issuer())),
    ] {
        let body = granted(&server, &fields).await;
        let claims = server
            .minter()
            .verify(body["access_token"].as_str().unwrap())
            .unwrap();
        assert_eq!(claims["aud"], audience);
        assert!(body.get("scope").is_none());
    }
}

#[tokio::test]
async fn each_token_issued_is_another_one_and_repeats_on_a_fresh_server() {
    let server = start().await;
    let one = granted(&server, &[("resource", RESOURCE)]).await;
    let two = granted(&server, &[("resource", RESOURCE)]).await;
    assert_ne!(one["access_token"], two["access_token"]);
    let identifier = |server: &AuthServer, body: &Value| {
        server
            .minter()
            .verify(body["access_token"].as_str().unwrap())
            .unwrap()["jti"]
            .clone()
    };
    let fresh = start().await;
    let again = granted(&fresh, &[("resource", RESOURCE)]).await;
    assert_eq!(identifier(&server, &one), identifier(&fresh, &again));
}

#[tokio::test]
async fn the_secret_may_stand_in_the_authorization_header() {
    let server = start().await;
    let ask = |id: &str, secret: &str| {
        let basic = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        Client::new()
            .post(server.token_endpoint())
            .header("authorization", basic)
            .form(&[GRANT])
            .send()
    };
    assert_eq!(
        ask("resource-server", "resource-server-test-secret")
            .await
            .unwrap()
            .status(),
        StatusCode::OK
    );
    let wrong = ask("resource-server", "wrong").await.unwrap();
    assert!(
        wrong.headers()[WWW_AUTHENTICATE]
            .to_str()
            .unwrap()
            .starts_with("Basic ")
    );
    assert_eq!(refused(wrong).await, says(401, "invalid_client"));
}

#[tokio::test]
async fn bad_token_requests_are_answered_with_the_oauth_error_that_says_what_is_wrong() {
    let server = start().await;
    let cases: [(&[Field<'_>], u16, &str); 11] = [
        (&[], 400, "invalid_request"),
        (&[ID, SECRET], 400, "invalid_request"),
        (
            &[("grant_type", "password"), ID, SECRET],
            400,
            "unsupported_grant_type",
        ),
        (&[GRANT], 401, "invalid_client"),
        (&[GRANT, ID], 401, "invalid_client"),
        (&[GRANT, ID, ("client_secret", "wrong")], 401, "invalid_client"),
        (&[GRANT, GRANT, ID, SECRET], 400, "invalid_request"),
        (&[GRANT, ID, SECRET, ("resource", "/mcp")], 400, "invalid_target"),
        (
            &[GRANT, ID, SECRET, ("resource", "http://host.example/#part")],
            400,
            "invalid_target",
        ),
        (
            &[GRANT, ID, SECRET, ("resource", RESOURCE), ("resource", "x")],
            400,
            "invalid_target",
        ),
        (&[GRANT, ID, SECRET, ("scope", "a\"b")], 400, "invalid_scope"),
    ];
    for (fields, status, code) in cases {
        let response = post(&server.token_endpoint(), fields).await;
        assert_eq!(refused(response).await, says(status, code), "{fields:?}");
    }
    let typed = Client::new()
        .post(server.token_endpoint())
        .json(&json!({}))
        .send()
        .await
        .unwrap();
    assert_eq!(refused(typed).await, says(400, "invalid_request"));
    assert_eq!(
        refused(get(&server.token_endpoint()).await).await,
        says(405, "invalid_request")
    );
}

#[tokio::test]
async fn introspection_tells_good_tokens_from_all_others() {
    let server = start().await;
    let token = Token::for_resource(RESOURCE);
    let ask =
        async |text: &str| read_json(post(&server.introspection_endpoint(), &[("token", text)]).await).await;
    let good = ask(&server.minter().mint(&token)).await;
    assert_eq!(
        (&good["active"], &good["aud"], &good["sub"]),
        (&json!(true), &json!(RESOURCE), &json!("alice"))
    );
    assert_eq!(
        (&good["client_id"], &good["token_type"]),
        (&json!("proofhouse"), &json!("Bearer"))
    );
    for id in [
        "expired-hour",
        "expired-day",
        "not-yet-valid",
        "key-foreign",
        "alg-none",
        "issuer-foreign",
        "garbage",
    ] {
        let spoilt = server.minter().mint_defective(&token, defect(id).unwrap());
        assert_eq!(ask(&spoilt).await, json!({"active": false}), "{id}");
    }
    let foreign = ask(&server
        .minter()
        .mint_defective(&token, defect("audience-foreign").unwrap()))
    .await;
    assert_eq!(
        (&foreign["active"], &foreign["aud"]),
        (&json!(true), &json!("https://foreign.example/mcp"))
    );
}

#[tokio::test]
async fn introspection_refuses_wrong_credentials_and_a_missing_token() {
    let server = start().await;
    let endpoint = server.introspection_endpoint();
    let wrong = [("token", "x"), ID, ("client_secret", "wrong")];
    assert_eq!(
        refused(post(&endpoint, &wrong).await).await,
        says(401, "invalid_client")
    );
    assert_eq!(
        refused(post(&endpoint, &[ID, SECRET]).await).await,
        says(400, "invalid_request")
    );
}

#[tokio::test]
async fn requests_are_kept_in_order_with_their_form_fields() {
    let server = start().await;
    get(&format!("{}?which=all", server.jwks_uri())).await;
    granted(&server, &[("resource", RESOURCE)]).await;
    get(&format!("{}/nowhere", server.issuer())).await;
    let seen = server.requests();
    let lines: Vec<_> = seen
        .iter()
        .map(|request| (request.number, request.method.as_str(), request.path.as_str()))
        .collect();
    assert_eq!(
        lines,
        [
            (0, "GET", "/jwks.json"),
            (1, "POST", "/token"),
            (2, "GET", "/nowhere")
        ]
    );
    assert_eq!(seen[0].query.as_deref(), Some("which=all"));
    assert_eq!(
        (seen[1].field("resource"), seen[1].field("client_id")),
        (Some(RESOURCE), Some("somebody"))
    );
    assert_eq!(
        seen[1].header("content-type"),
        Some(b"application/x-www-form-urlencoded".as_slice())
    );
    assert!(seen[1].body.starts_with(b"grant_type=client_credentials&"));
}

#[tokio::test]
async fn a_server_that_follows_jku_is_seen_and_finds_the_strangers_keys() {
    let server = start_at("/tenant").await;
    let url = format!("{}/stranger/jwks.json", server.issuer());
    let stranger = read_json(get(&url).await).await;
    let ours = read_json(get(&server.jwks_uri()).await).await;
    assert_eq!(stranger["keys"][0]["kid"], ours["keys"][0]["kid"]);
    assert_ne!(stranger["keys"][0]["x"], ours["keys"][0]["x"]);
    assert_eq!(server.requests()[0].path, "/tenant/stranger/jwks.json");
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_refused_and_the_server_goes_on() {
    let server = start().await;
    let body = format!("token={}", "a".repeat(MAX_BODY_BYTES));
    let sent = Client::new()
        .post(server.introspection_endpoint())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    assert_eq!(refused(sent).await, says(413, "invalid_request"));
    granted(&server, &[]).await;
}

#[tokio::test]
async fn bytes_that_are_no_http_are_answered_or_cut_off_and_the_server_goes_on() {
    let server = start().await;
    let address = origin(&server).trim_start_matches("http://").to_owned();
    for bytes in [
        b"\x00\xff\r\n\r\n".as_slice(),
        b"POST /token HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\nbad\r\n\r\n",
    ] {
        let mut stream = TcpStream::connect(&address).await.unwrap();
        stream.write_all(bytes).await.unwrap();
        let mut answer = Vec::new();
        // A reset is as good as an end.
        let _ = stream.read_to_end(&mut answer).await;
        assert!(
            answer.is_empty() || answer.starts_with(b"HTTP/1.1 4"),
            "{}",
            String::from_utf8_lossy(&answer)
        );
    }
    granted(&server, &[]).await;
}

#[tokio::test]
async fn form_bytes_that_are_no_utf_8_are_refused_as_a_wrong_request() {
    let server = start().await;
    let sent = Client::new()
        .post(server.token_endpoint())
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(b"grant_type=%FF\xfe&client_id=\xff&client_secret=x".to_vec())
        .send()
        .await
        .unwrap();
    assert_eq!(refused(sent).await, says(401, "invalid_client"));
}

#[tokio::test]
async fn a_dropped_server_closes_its_connections_and_its_port() {
    let server = start().await;
    let address = origin(&server).trim_start_matches("http://").to_owned();
    let mut open = TcpStream::connect(&address).await.unwrap();
    granted(&server, &[]).await;
    drop(server);
    assert_eq!(open.read(&mut [0; 16]).await.unwrap_or(0), 0);
    assert!(TcpStream::connect(&address).await.is_err());
}

#[tokio::test]
async fn only_loopback_is_bound_unless_asked_for() {
    let bind: SocketAddr = "0.0.0.0:0".parse().unwrap();
    let refused = AuthServer::start(Settings {
        bind,
        ..Settings::default()
    })
    .await
    .err();
    assert!(matches!(refused, Some(StartError::NotLoopback(_))), "{refused:?}");
    AuthServer::start(Settings {
        bind,
        allow_non_loopback: true,
        ..Settings::default()
    })
    .await
    .unwrap();
}

#[tokio::test]
async fn a_port_that_is_taken_and_a_path_that_is_none_are_errors() {
    let server = start().await;
    let bind = origin(&server).trim_start_matches("http://").parse().unwrap();
    let taken = AuthServer::start(Settings {
        bind,
        ..Settings::default()
    })
    .await
    .err();
    assert!(
        matches!(taken, Some(StartError::Listen { address, .. }) if address == bind),
        "{taken:?}"
    );
    let path = AuthServer::start(Settings {
        issuer_path: "tenant/".to_owned(),
        ..Settings::default()
    })
    .await
    .err();
    assert!(matches!(path, Some(StartError::IssuerPath(_))), "{path:?}");
}

#[tokio::test]
async fn answers_of_a_fixed_clock_carry_no_date_and_those_of_the_live_clock_do() {
    let live = AuthServer::start(Settings {
        clock: Clock::Live,
        ..Settings::default()
    })
    .await
    .unwrap();
    assert!(get(&live.jwks_uri()).await.headers().contains_key("date"));
    assert!(
        !get(&start().await.jwks_uri())
            .await
            .headers()
            .contains_key("date")
    );
}
