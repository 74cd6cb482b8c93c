//! What the recorder says of requests: each grant and each endpoint, well made and not.

use base64::engine::general_purpose::STANDARD;
use mock_auth_server::{AskedOfIssuer, AuthServer, TEST_CLIENT_SECRET, Token, TokenIdentity, TokenRole};
use serde_json::{Value, json};

use super::*;

/// The printed form of the latest request.
fn latest(server: &AuthServer) -> String {
    let requests = server.requests();
    AskedOfIssuer::from(requests.last().expect("a request")).to_string()
}

/// The meaning and the answer of a request to the token endpoint, or another.
async fn meaning_of(server: &AuthServer, path: &str, fields: &[Field<'_>]) -> (Value, String) {
    post(&format!("{}{path}", server.issuer()), fields).await;
    let request = server.requests().pop().expect("a request");
    let answer = request.answer.clone().expect("an answer");
    let error = answer.error.unwrap_or_default();
    let meaning = serde_json::to_value(request.meaning()).expect("JSON");
    (meaning, format!("{} {error}", answer.status))
}

#[tokio::test]
async fn the_flow_of_a_code_prints_the_same_at_every_port() {
    let mut printed = Vec::new();
    for _ in 0..2 {
        let server = start_at("/tenant").await;
        let code = code_for(
            &server,
            "proofhouse",
            &[("resource", server.issuer()), ("scope", "a b")],
        )
        .await;
        let asked = latest(&server);
        let tokens = token(&server, &exchange_of(&code)).await;
        let exchanged = latest(&server);
        is_active(&server, &tokens["access_token"]).await;
        printed.push([asked, exchanged, latest(&server)]);
    }
    assert_eq!(printed[0], printed[1]);
    let [asked, exchanged, introspected] = &printed[0];
    assert_eq!(
        asked,
        "GET /tenant/authorize -> 302\n\
         tenant: \"/tenant\"\n\
         endpoint: \"authorize\"\n\
         response_type: \"code\"\n\
         client_ids: [\"proofhouse\"]\n\
         resources: [\"http://127.0.0.1:{port}/tenant\"]\n\
         scope: \"a b\"\n\
         redirect_uri: \"http://127.0.0.1:{port}/callback\"\n\
         pkce: {\"challenge\":\"S256\"}\n\
         has_state: true\n"
    );
    let lines: Vec<&str> = exchanged.lines().collect();
    assert_eq!(
        lines[..6],
        [
            "POST /tenant/token -> 200",
            "tenant: \"/tenant\"",
            "endpoint: \"token\"",
            "grant_type: \"authorization_code\"",
            "client_ids: [\"proofhouse\"]",
            "authentication: [\"client_secret_post\"]",
        ]
    );
    assert!(
        exchanged.contains("pkce: \"verifier\"\ntokens: [{\"role\":\"code\",\"identity\":{\"digest\":\"")
    );
    assert!(
        introspected.contains("{\"role\":\"token\",\"identity\":{\"jti\":\""),
        "{introspected}"
    );
    for text in &printed[0] {
        for secret in [TEST_CLIENT_SECRET, VERIFIER, "a state"] {
            assert!(!text.contains(secret), "{text}");
        }
        assert_eq!(text.parse::<AskedOfIssuer>().unwrap().to_string(), *text);
    }
}

#[tokio::test]
async fn every_grant_and_endpoint_has_its_meaning() {
    let server = start().await;
    let good = server.minter().mint(&Token::for_resource(RESOURCE));
    let jti = server.minter().verify(&good).unwrap()["jti"].clone();
    let claims = json!({"typ": "at+jwt", "alg": "ES256", "iss": server.issuer(), "sub": "alice",
        "aud": [RESOURCE], "client_id": "proofhouse"});
    let seen = |role: &str| json!({"role": role, "identity": {"jti": jti}, "claims": claims});
    let exchange = "urn:ietf:params:oauth:grant-type:token-exchange";
    let access_token = "urn:ietf:params:oauth:token-type:access_token";
    let mut subject = seen("subject_token");
    subject["declared_type"] = json!(access_token);
    let table: [(&str, &[Field<'_>], Value, &str); 7] = [
        (
            "/token",
            &[
                GRANT,
                ID,
                SECRET,
                ("resource", RESOURCE),
                ("resource", "urn:b"),
                ("scope", "s"),
            ],
            json!({"endpoint": "token", "grant_type": "client_credentials", "client_ids": ["somebody"],
                "authentication": ["client_secret_post"], "resources": [RESOURCE, "urn:b"], "scope": "s"}),
            "200 ",
        ),
        (
            "/token",
            &[("grant_type", "refresh_token"), ID, ("refresh_token", "abc")],
            json!({"endpoint": "token", "grant_type": "refresh_token", "client_ids": ["somebody"],
                "authentication": ["none"],
                "tokens": [{"role": "refresh_token", "identity": {"digest": "ba7816bf8f01cfea"}}]}),
            "401 invalid_client",
        ),
        (
            "/token",
            &[
                ("grant_type", exchange),
                ID,
                SECRET,
                ("subject_token", &good),
                ("subject_token_type", access_token),
                ("audience", "urn:a"),
                ("audience", "urn:b"),
                ("requested_token_type", access_token),
            ],
            json!({"endpoint": "token", "grant_type": exchange, "client_ids": ["somebody"],
                "authentication": ["client_secret_post"], "audiences": ["urn:a", "urn:b"],
                "tokens": [subject], "requested_token_type": access_token}),
            "200 ",
        ),
        (
            "/token",
            &[
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", &good),
            ],
            json!({"endpoint": "token", "grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer",
                "tokens": [seen("assertion")]}),
            "400 invalid_grant",
        ),
        (
            "/introspect",
            &[("token", &good), ("token_type_hint", "access_token")],
            json!({"endpoint": "introspect", "tokens": [seen("token")], "token_type_hint": "access_token"}),
            "200 ",
        ),
        (
            "/revoke",
            &[ID, SECRET, ("token", "abc")],
            json!({"endpoint": "revoke", "client_ids": ["somebody"], "authentication": ["client_secret_post"],
                "tokens": [{"role": "token", "identity": {"digest": "ba7816bf8f01cfea"}}]}),
            "200 ",
        ),
        (
            "/token",
            &[GRANT, GRANT, ID, ("client_assertion", &good), SECRET],
            json!({"endpoint": "token", "grant_type": "client_credentials", "client_ids": ["somebody", "alice"],
                "authentication": ["client_secret_post", "private_key_jwt"],
                "tokens": [seen("client_assertion")], "repeated": ["grant_type"]}),
            "400 invalid_request",
        ),
    ];
    for (path, fields, mut expected, answer) in table {
        expected["tenant"] = json!("");
        assert_eq!(
            meaning_of(&server, path, fields).await,
            (expected, answer.to_owned()),
            "{fields:?}"
        );
    }
    let request = server.requests().pop().unwrap();
    assert!(request.meaning().mentions(&TokenIdentity::of(&good)));
    assert!(request.meaning().token(TokenRole::Token).is_none());
}

#[tokio::test]
async fn metadata_keys_and_unknown_paths_are_told_apart() {
    let server = start_at("/t").await;
    let table = [
        (
            "/.well-known/oauth-authorization-server/t",
            json!({"tenant": "/t", "endpoint": "metadata"}),
            200,
        ),
        (
            "/.well-known/openid-configuration/t",
            json!({"tenant": "/t", "endpoint": "openid_metadata"}),
            200,
        ),
        (
            "/t/.well-known/openid-configuration",
            json!({"tenant": "/t", "endpoint": "openid_metadata"}),
            200,
        ),
        ("/t/jwks.json", json!({"tenant": "/t", "endpoint": "jwks"}), 200),
        (
            "/t/stranger/jwks.json",
            json!({"tenant": "/t", "endpoint": "stranger_jwks"}),
            200,
        ),
        (
            "/other/jwks.json",
            json!({"tenant": "/other", "endpoint": "jwks"}),
            404,
        ),
        ("/nothing", json!({}), 404),
    ];
    for (path, expected, status) in table {
        get(&format!("{}{path}", origin(&server))).await;
        let request = server.requests().pop().unwrap();
        assert_eq!(
            serde_json::to_value(request.meaning()).unwrap(),
            expected,
            "{path}"
        );
        assert_eq!(request.answer.unwrap().status, status, "{path}");
    }
}

#[tokio::test]
async fn a_registration_says_what_the_client_is() {
    let server = start().await;
    registered(
        &server,
        &json!({"client_name": "C", "application_type": "native", "redirect_uris": ["http://127.0.0.1/callback"],
            "token_endpoint_auth_method": "none", "scope": 7, "secret_of_mine": "s"}),
    )
    .await;
    assert_eq!(
        latest(&server),
        "POST /register -> 201\n\
         tenant: \"\"\n\
         endpoint: \"register\"\n\
         registration: {\"application_type\":\"native\",\"client_name\":\"C\",\
         \"redirect_uris\":[\"http://127.0.0.1/callback\"],\"token_endpoint_auth_method\":\"none\",\"scope\":\"7\"}\n"
    );
}

#[tokio::test]
async fn headers_and_queries_are_read_as_they_are() {
    let server = start().await;
    let basic = |text: &str| format!("Basic {}", STANDARD.encode(text));
    let proof = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
        URL_SAFE_NO_PAD.encode(r#"{"htm":"POST","htu":"u","jti":"j","nonce":"n","ath":"a"}"#)
    );
    let dpop = json!({"htm": "POST", "htu": "u", "jti": "j", "nonce": "n", "ath": "a"});
    let odd = "the Authorization header is not Basic with an id and a secret";
    let table: [(&str, &[Field<'_>], Value); 7] = [
        (
            "",
            &[("authorization", &basic("a%20b:c"))],
            json!({"client_ids": ["a b"], "authentication": ["client_secret_basic"], "authorization_scheme": "Basic"}),
        ),
        (
            "?client_secret=hidden&client_id=b&code_challenge=x",
            &[("authorization", &basic("a:c"))],
            json!({"client_ids": ["a", "b"], "authentication": ["client_secret_basic", "client_secret_post"],
                "pkce": {"challenge": "plain"}, "authorization_scheme": "Basic",
                "secrets_in_query": ["client_secret"]}),
        ),
        (
            "",
            &[("authorization", "basic ???")],
            json!({"authorization_scheme": "basic", "unreadable": [odd]}),
        ),
        (
            "",
            &[("authorization", "hidden")],
            json!({"unreadable": ["the Authorization header is not a scheme and credentials"]}),
        ),
        (
            "",
            &[("authorization", "Bearer abc")],
            json!({"authorization_scheme": "Bearer",
                "tokens": [{"role": "authorization", "identity": {"digest": "ba7816bf8f01cfea"}}]}),
        ),
        ("", &[("dpop", &proof)], json!({"dpop": dpop})),
        (
            "",
            &[("dpop", "hidden"), ("dpop", &proof)],
            json!({"dpop": {}, "repeated": ["dpop"], "unreadable": ["the DPoP header is not a JWT"]}),
        ),
    ];
    for (query, headers, mut expected) in table {
        expected["tenant"] = json!("");
        expected["endpoint"] = json!("token");
        let mut request = Client::new().post(format!("{}{query}", server.token_endpoint()));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        request.send().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(
            serde_json::to_value(request.meaning()).unwrap(),
            expected,
            "{query} {headers:?}"
        );
        assert!(!latest(&server).contains("hidden"));
    }
}

#[tokio::test]
async fn bodies_that_are_no_form_or_too_long_are_said_to_be() {
    let server = start().await;
    let form = "application/x-www-form-urlencoded";
    for (content_type, body, says) in [
        (
            "application/json",
            b"{}".to_vec(),
            "the body is not declared to be a form",
        ),
        (form, b"scope=\xff".to_vec(), "the body is not UTF-8"),
        (
            form,
            [b'a'; 9000].to_vec(),
            "only the first 8192 of 9000 bytes of the body are kept",
        ),
    ] {
        let request = Client::new()
            .post(server.token_endpoint())
            .header("content-type", content_type);
        request.body(body).send().await.unwrap();
        let request = server.requests().pop().unwrap();
        assert_eq!(request.meaning().unreadable, [says]);
        assert_eq!(request.answer.unwrap().error.unwrap(), "invalid_request");
    }
    let request = Client::new().post(server.registration_endpoint()).body("{");
    request.send().await.unwrap();
    assert!(latest(&server).contains("unreadable: [\"the body is not JSON\"]"));
}

#[tokio::test]
async fn an_error_in_a_redirect_is_recorded() {
    let server = start().await;
    authorize(&server, "proofhouse", &[("response_type", "token")]).await;
    assert!(latest(&server).starts_with("GET /authorize -> 302 unsupported_response_type\n"));
}
