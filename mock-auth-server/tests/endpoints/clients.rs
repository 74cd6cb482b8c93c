//! Registration of clients, and how they authenticate.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use mock_auth_server::{Algorithm, Clock, Minter};
use reqwest::{Client, StatusCode};
use serde_json::{Value, json};

use super::{
    AuthServer, GRANT, SECRET, authorize, code_for, location, parameter, post, refusal, refused, registered,
    says, start, token,
};

const ASSERTION_TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

/// What the server says to client metadata that it refuses.
async fn refused_metadata(server: &AuthServer, metadata: &Value) -> (u16, String) {
    let sent = Client::new()
        .post(server.registration_endpoint())
        .json(metadata)
        .send();
    refused(sent.await.expect("a good answer")).await
}

#[tokio::test]
async fn a_registered_client_gets_its_metadata_back_with_an_id_and_a_secret_that_does_not_expire() {
    let server = start().await;
    let metadata = json!({"redirect_uris": ["https://a.example/cb"], "client_name": "A", "unknown": [1]});
    let client = registered(&server, &metadata).await;
    assert_eq!(client["client_secret_expires_at"], 0);
    assert!(client["client_id_issued_at"].is_i64());
    assert_eq!(
        (
            &client["client_name"],
            &client["unknown"],
            &client["application_type"]
        ),
        (&json!("A"), &json!([1]), &json!("web"))
    );
    assert_eq!(client["token_endpoint_auth_method"], "client_secret_basic");
    assert_eq!(client["grant_types"], json!(["authorization_code"]));
    assert_eq!(client["response_types"], json!(["code"]));
    let again = registered(&server, &metadata).await;
    assert_ne!(client["client_id"], again["client_id"]);
    assert_ne!(client["client_secret"], again["client_secret"]);
    let fresh = registered(&start().await, &metadata).await;
    assert_eq!(client, fresh);
}

#[tokio::test]
async fn a_client_cannot_choose_its_id_or_secret_and_a_public_one_has_no_secret() {
    let server = start().await;
    let metadata = json!({
        "redirect_uris": ["http://localhost/cb"],
        "token_endpoint_auth_method": "none",
        "client_id": "mine",
        "client_secret": "mine",
    });
    let client = registered(&server, &metadata).await;
    assert_ne!(client["client_id"], "mine");
    assert_eq!(client["application_type"], "native");
    assert!(client.get("client_secret").is_none() && client.get("client_secret_expires_at").is_none());
}

#[tokio::test]
async fn metadata_that_cannot_be_served_is_refused_with_the_code_that_says_why() {
    let server = start().await;
    let uri = "invalid_redirect_uri";
    let metadata = "invalid_client_metadata";
    for (asked, code) in [
        (json!([]), metadata),
        (json!({}), uri),
        (json!({"redirect_uris": "https://a.example"}), metadata),
        (json!({"redirect_uris": ["javascript:alert(1)"]}), uri),
        (json!({"redirect_uris": ["https://a.example/#x"]}), uri),
        (json!({"redirect_uris": ["http://a.example/cb"]}), uri),
        (
            json!({"redirect_uris": ["http://127.0.0.1/cb"], "application_type": "web"}),
            uri,
        ),
        (
            json!({"redirect_uris": ["https://a.example/"], "application_type": "x"}),
            metadata,
        ),
        (
            json!({"redirect_uris": ["https://a.example/"], "grant_types": ["password"]}),
            metadata,
        ),
        (
            json!({"redirect_uris": ["https://a.example/"], "response_types": ["token"]}),
            metadata,
        ),
        (
            json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "tls_client_auth"}),
            metadata,
        ),
        (
            json!({"redirect_uris": ["https://a.example/"], "token_endpoint_auth_method": "private_key_jwt"}),
            metadata,
        ),
        (
            json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "none"}),
            metadata,
        ),
    ] {
        assert_eq!(
            refused_metadata(&server, &asked).await,
            says(400, code),
            "{asked}"
        );
    }
    let text = Client::new()
        .post(server.registration_endpoint())
        .body("{")
        .send()
        .await
        .unwrap();
    assert_eq!(refused(text).await, says(400, metadata));
}

#[tokio::test]
async fn a_client_that_is_configured_by_hand_may_send_its_secret_in_either_place() {
    let server = start().await;
    let metadata = json!({"grant_types": ["client_credentials"]});
    let client = server.tenant().register_by_hand(&metadata).unwrap();
    let (id, secret) = (
        client["client_id"].as_str().unwrap(),
        client["client_secret"].as_str().unwrap(),
    );
    let header = Client::new()
        .post(server.token_endpoint())
        .header(
            "authorization",
            format!("Basic {}", STANDARD.encode(format!("{id}:{secret}"))),
        )
        .form(&[GRANT])
        .send();
    assert_eq!(header.await.unwrap().status(), StatusCode::OK);
    let fields = [GRANT, ("client_id", id), ("client_secret", secret)];
    let form = post(&server.token_endpoint(), &fields).await;
    assert_eq!(form.status(), StatusCode::OK);
}

#[tokio::test]
async fn a_registered_client_uses_its_own_secret_in_its_own_way_for_its_own_grants() {
    let server = start().await;
    let metadata =
        json!({"grant_types": ["client_credentials"], "token_endpoint_auth_method": "client_secret_basic"});
    let client = registered(&server, &metadata).await;
    let (id, secret) = (
        client["client_id"].as_str().unwrap(),
        client["client_secret"].as_str().unwrap(),
    );
    let basic = |secret: &str, grant: &'static str| {
        let value = format!("Basic {}", STANDARD.encode(format!("{id}:{secret}")));
        Client::new()
            .post(server.token_endpoint())
            .header("authorization", value)
            .form(&[("grant_type", grant)])
            .send()
    };
    assert_eq!(
        basic(secret, "client_credentials").await.unwrap().status(),
        StatusCode::OK
    );
    let common = basic("proofhouse-test-secret", "client_credentials")
        .await
        .unwrap();
    assert_eq!(refused(common).await, says(401, "invalid_client"));
    let other_grant = basic(secret, "refresh_token").await.unwrap();
    assert_eq!(refused(other_grant).await, says(400, "unauthorized_client"));
    let other_way = [GRANT, ("client_id", id), ("client_secret", secret)];
    assert_eq!(refusal(&server, &other_way).await, says(401, "invalid_client"));
}

#[tokio::test]
async fn a_native_client_may_return_to_any_loopback_port_and_a_web_client_only_to_its_own_url() {
    let server = start().await;
    let native = super::public_client(&server).await;
    code_for(
        &server,
        &native,
        &[("redirect_uri", "http://127.0.0.1:1/callback")],
    )
    .await;
    let web = registered(&server, &json!({"redirect_uris": ["https://a.example/cb"]})).await;
    let web = web["client_id"].as_str().unwrap();
    let other = authorize(&server, web, &[("redirect_uri", "https://a.example:444/cb")]).await;
    assert_eq!(refused(other).await, says(400, "invalid_request"));
    // With one redirect URI registered it may be left out.
    let back = location(&authorize(&server, web, &[("redirect_uri", "")]).await);
    assert!(back.as_str().starts_with("https://a.example/cb?code="), "{back}");
    assert!(parameter(&back, "iss").is_some());
}

/// A client that signs assertions, and its keys.
async fn signing_client(server: &AuthServer) -> (String, Minter) {
    let keys = Minter::new(77, "", Clock::default());
    let metadata = json!({
        "grant_types": ["client_credentials"],
        "token_endpoint_auth_method": "private_key_jwt",
        "jwks": keys.jwks(),
    });
    let client = registered(server, &metadata).await;
    assert!(client.get("client_secret").is_none());
    (
        client["client_id"].as_str().expect("a good answer").to_owned(),
        keys,
    )
}

#[tokio::test]
async fn a_client_may_authenticate_by_an_assertion_that_it_signed_once() {
    let server = start().await;
    let (id, keys) = signing_client(&server).await;
    let audience = server.issuer();
    for (algorithm, audience) in [
        (Algorithm::Es256, json!(audience)),
        (Algorithm::Rs256, json!([audience])),
        (Algorithm::EdDsa, json!(server.token_endpoint())),
    ] {
        let claims =
            json!({"iss": id, "sub": id, "aud": audience, "exp": 4_000_000_000_i64, "jti": algorithm.name()});
        let assertion = keys.mint_typed(algorithm, "JWT", &claims);
        let fields = [
            GRANT,
            ("client_assertion_type", ASSERTION_TYPE),
            ("client_assertion", &assertion),
        ];
        let answer = token(&server, &fields).await;
        let claims = server
            .minter()
            .verify(answer["access_token"].as_str().unwrap())
            .unwrap();
        assert_eq!(claims["client_id"], json!(id));
        assert_eq!(
            refusal(&server, &fields).await,
            says(401, "invalid_client"),
            "again, {algorithm}"
        );
    }
}

#[tokio::test]
async fn assertions_with_one_thing_wrong_are_refused() {
    let server = start().await;
    let (id, keys) = signing_client(&server).await;
    let stranger = Minter::new(78, "", Clock::default());
    let good = json!({"iss": id, "sub": id, "aud": server.issuer(), "exp": 4_000_000_000_i64});
    let ask = async |keys: &Minter, claims: &Value, kind: &str| {
        let assertion = keys.mint_typed(Algorithm::Es256, "JWT", claims);
        let fields = [
            GRANT,
            ("client_assertion_type", kind),
            ("client_assertion", &assertion),
        ];
        refusal(&server, &fields).await
    };
    let refused = says(401, "invalid_client");
    for (member, value) in [
        ("iss", json!("somebody")),
        ("sub", json!("somebody")),
        ("aud", json!("https://foreign.example")),
        ("exp", json!(1)),
        ("exp", Value::Null),
        ("nbf", json!(4_000_000_000_i64)),
    ] {
        let mut claims = good.clone();
        claims[member] = value;
        assert_eq!(ask(&keys, &claims, ASSERTION_TYPE).await, refused, "{claims}");
    }
    assert_eq!(ask(&stranger, &good, ASSERTION_TYPE).await, refused);
    assert_eq!(ask(&keys, &good, "other").await, refused);
    let garbage = [
        GRANT,
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", "x"),
    ];
    assert_eq!(refusal(&server, &garbage).await, refused);
    let both = [
        GRANT,
        ("client_id", "proofhouse"),
        SECRET,
        ("client_assertion_type", ASSERTION_TYPE),
        ("client_assertion", "x"),
    ];
    assert_eq!(refusal(&server, &both).await, says(400, "invalid_request"));
    let answer = post(&server.token_endpoint(), &[GRANT, ("client_id", &id)]).await;
    assert_eq!(super::refused(answer).await, refused);
}
