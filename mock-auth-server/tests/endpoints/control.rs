//! The control interface.

use mock_auth_server::{AuthServer, Settings, TenantSettings, defects};
use reqwest::{Client, Method, StatusCode};
use serde_json::{Value, json};

use super::{GRANT, ID, RESOURCE, SECRET, granted, is_active, post, read_json, refused, says};

async fn controlled() -> AuthServer {
    AuthServer::start(Settings {
        allow_control: true,
        ..Settings::default()
    })
    .await
    .expect("a server")
}

async fn ask(server: &AuthServer, method: Method, path: &str, body: &Value) -> (StatusCode, Value) {
    let url = format!("{}{path}", server.control_url().expect("it is on"));
    let mut request = Client::new().request(method, url);
    if !body.is_null() {
        request = request.json(body);
    }
    let response = request.send().await.expect("an answer");
    (response.status(), read_json(response).await)
}

async fn done(server: &AuthServer, method: Method, path: &str, body: Value) -> Value {
    let (status, answer) = ask(server, method, path, &body).await;
    assert_eq!(status, StatusCode::OK, "{answer}");
    answer
}

async fn get(server: &AuthServer, path: &str) -> Value {
    done(server, Method::GET, path, Value::Null).await
}

#[tokio::test]
async fn it_is_off_unless_asked_for_and_then_like_any_unknown_path() {
    let server = super::start().await;
    assert_eq!(server.control_url(), None);
    let answers = ["/_control/defects", "/nothing"].map(|path| format!("{}{path}", server.issuer()));
    for url in answers {
        assert_eq!(refused(super::get(&url).await).await, says(404, "not_found"));
    }
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn other_hosts_and_pages_from_elsewhere_are_refused() {
    let server = controlled().await;
    let url = format!("{}/rotate", server.control_url().unwrap());
    let before = server.tenant().jwks();
    for (name, value) in [
        ("host", "rebound.example"),
        ("origin", "https://page.example"),
        ("origin", "null"),
        ("sec-fetch-site", "cross-site"),
    ] {
        let request = Client::new().post(&url).header(name, value);
        let answer = refused(request.send().await.unwrap()).await;
        assert_eq!(answer, says(403, "forbidden"), "{name}: {value}");
    }
    assert_eq!(server.tenant().jwks(), before);
}

#[tokio::test]
async fn tokens_of_any_shape_are_minted() {
    let server = controlled().await;
    let recipe = json!({"audience": RESOURCE, "subject": "bob", "claims": {"x": 1}});
    let minted = done(&server, Method::POST, "/mint", recipe).await;
    assert_eq!(minted["claims"]["x"], 1);
    let verified = server.minter().verify(minted["token"].as_str().unwrap()).unwrap();
    assert_eq!(verified, minted["claims"]);
    let spoilt = json!({"audience": RESOURCE, "defect": "audience-foreign"});
    let spoilt = done(&server, Method::POST, "/mint", spoilt).await;
    assert_ne!(spoilt["claims"]["aud"], json!(RESOURCE));
    let all = json!({"audience": RESOURCE, "all": true});
    let all = done(&server, Method::POST, "/mint", all).await;
    let tokens = all["tokens"].as_array().unwrap();
    assert_eq!(tokens[0]["id"], "good");
    assert!(tokens.len() > 100 && tokens.iter().any(|one| one["id"] == "alg-none"));
}

#[tokio::test]
async fn the_table_of_defects_is_served() {
    let server = controlled().await;
    let table = get(&server, "/defects").await;
    let table = table["defects"].as_array().unwrap();
    assert_eq!(table.len(), defects().len());
    assert_eq!(table[0]["id"], defects()[0].id);
    assert_eq!(table[0]["expected"], defects()[0].expected.name());
}

#[tokio::test]
async fn the_clock_is_read_set_and_advanced() {
    let server = controlled().await;
    let start = get(&server, "/clock").await;
    assert_eq!(start, json!({"clock": "fixed", "now": server.tenant().now()}));
    let later = done(&server, Method::POST, "/clock", json!({"advance_s": 3600})).await;
    assert_eq!(later["now"], start["now"].as_i64().unwrap() + 3600);
    let fixed = done(&server, Method::POST, "/clock", json!({"fixed": 1_800_000_000})).await;
    assert_eq!(
        (fixed["now"].as_i64(), server.tenant().now()),
        (Some(1_800_000_000), 1_800_000_000)
    );
    let token = granted(&server, &[]).await;
    assert_eq!(
        server
            .tenant()
            .verify(token["access_token"].as_str().unwrap())
            .unwrap()["iat"],
        1_800_000_000
    );
    let live = done(&server, Method::POST, "/clock", json!({"live": true})).await;
    assert_eq!(live["clock"], "live");
    let (status, refusal) = ask(&server, Method::POST, "/clock", &json!({"advance_s": 1})).await;
    assert_eq!(
        (status, &refusal["error"]),
        (StatusCode::CONFLICT, &json!("invalid_request"))
    );
}

#[tokio::test]
async fn keys_are_rotated_and_withdrawn_for_the_tenant_that_is_named() {
    let server = controlled().await;
    let other = server.add_tenant("/other", TenantSettings::default()).unwrap();
    let first = server.tenant().jwks();
    let rotated = done(&server, Method::POST, "/rotate?tenant=/other", Value::Null).await;
    assert_eq!(rotated["kids"].as_array().unwrap().len(), 8);
    assert_eq!(server.tenant().jwks(), first);
    let left = done(&server, Method::POST, "/withdraw?tenant=/other", Value::Null).await;
    assert_eq!(
        left["kids"].as_array().unwrap()[..],
        rotated["kids"].as_array().unwrap()[..4]
    );
    assert_eq!(other.jwks()["keys"][0]["kid"], left["kids"][0]);
}

#[tokio::test]
async fn tokens_are_revoked_by_themselves_and_by_their_id() {
    let server = controlled().await;
    let (one, other) = (granted(&server, &[]).await, granted(&server, &[]).await);
    let revoked = done(
        &server,
        Method::POST,
        "/revoke",
        json!({"token": one["access_token"]}),
    )
    .await;
    assert!(revoked["revoked"]["jti"].is_string());
    assert!(!is_active(&server, &one["access_token"]).await);
    assert!(is_active(&server, &other["access_token"]).await);
    let claims = server
        .tenant()
        .verify(other["access_token"].as_str().unwrap())
        .unwrap();
    done(&server, Method::POST, "/revoke", json!({"jti": claims["jti"]})).await;
    assert!(!is_active(&server, &other["access_token"]).await);
    let code = super::code_for(&server, "proofhouse", &[]).await;
    let tokens = super::token(&server, &super::exchange_of(&code)).await;
    done(
        &server,
        Method::POST,
        "/revoke",
        json!({"token": tokens["refresh_token"]}),
    )
    .await;
    assert!(!is_active(&server, &tokens["access_token"]).await);
}

#[tokio::test]
async fn requests_are_listed_with_their_meaning_and_forgotten() {
    let server = controlled().await;
    server.add_tenant("/other", TenantSettings::default()).unwrap();
    granted(&server, &[("resource", RESOURCE)]).await;
    post(&format!("{}/other/token", server.issuer()), &[GRANT, ID]).await;
    let seen = get(&server, "/requests").await;
    let requests = seen["requests"].as_array().unwrap();
    assert_eq!(
        (requests.len(), &seen["dropped"]),
        (2, &json!(0)),
        "control is not recorded"
    );
    assert_eq!(requests[0]["answer"], json!({"status": 200}));
    assert_eq!(requests[0]["meaning"]["resources"], json!([RESOURCE]));
    assert!(!seen.to_string().contains(SECRET.1));
    let other = get(&server, "/requests?tenant=/other").await;
    assert_eq!(
        other["requests"][0]["answer"],
        json!({"status": 401, "error": "invalid_client"})
    );
    assert_eq!(other["requests"].as_array().unwrap().len(), 1);
    let forgotten = done(&server, Method::DELETE, "/requests", Value::Null).await;
    assert_eq!(forgotten, json!({"forgotten": 2}));
    granted(&server, &[]).await;
    assert_eq!(get(&server, "/requests").await["requests"][0]["number"], 2);
}

#[tokio::test]
async fn what_is_wrong_is_said_with_the_nearest_known_name() {
    let server = controlled().await;
    server.add_tenant("/other", TenantSettings::default()).unwrap();
    let audience = RESOURCE;
    for (method, path, body, status, nearest) in [
        (Method::GET, "/defect", json!(null), 404, json!("defects")),
        (Method::POST, "", json!(null), 404, json!(null)),
        (Method::GET, "/mint", json!(null), 405, json!(null)),
        (
            Method::GET,
            "/clock?tenant=/othr",
            json!(null),
            404,
            json!("/other"),
        ),
        (
            Method::GET,
            "/clock?tennant=/other",
            json!(null),
            400,
            json!("tenant"),
        ),
        (Method::POST, "/mint", json!([]), 400, json!(null)),
        (
            Method::POST,
            "/mint",
            json!({"defect": "alg-none"}),
            400,
            json!(null),
        ),
        (
            Method::POST,
            "/mint",
            json!({"audience": audience, "all": 1}),
            400,
            json!(null),
        ),
        (
            Method::POST,
            "/mint",
            json!({"audience": audience, "all": true, "defect": "alg-none"}),
            400,
            json!(null),
        ),
        (
            Method::POST,
            "/mint",
            json!({"audience": audience, "defect": "alg-non"}),
            400,
            json!("alg-none"),
        ),
        (
            Method::POST,
            "/mint",
            json!({"audiense": audience}),
            400,
            json!("audience"),
        ),
        (Method::POST, "/clock", json!({"fixd": 1}), 400, json!("fixed")),
        (Method::POST, "/clock", json!({"fixed": "1"}), 400, json!(null)),
        (
            Method::POST,
            "/clock",
            json!({"fixed": i64::MAX}),
            400,
            json!(null),
        ),
        (
            Method::POST,
            "/clock",
            json!({"advance_s": i64::MIN}),
            400,
            json!(null),
        ),
        (Method::POST, "/clock", json!({"live": false}), 400, json!(null)),
        (
            Method::POST,
            "/clock",
            json!({"fixed": 1, "advance_s": 1}),
            400,
            json!(null),
        ),
        (Method::POST, "/clock", json!({}), 400, json!(null)),
        (
            Method::POST,
            "/revoke",
            json!({"token": "nobody's"}),
            400,
            json!(null),
        ),
        (Method::POST, "/revoke", json!({"jti": 1}), 400, json!(null)),
        (
            Method::DELETE,
            "/requests?tenant=/other",
            json!(null),
            400,
            json!(null),
        ),
    ] {
        let (found, refusal) = ask(&server, method.clone(), path, &body).await;
        assert_eq!(found, status, "{method} {path} {body}: {refusal}");
        assert_eq!(refusal["nearest"], nearest, "{method} {path} {body}: {refusal}");
        assert!(refusal["error_description"].is_string());
    }
    let url = format!("{}/mint", server.control_url().unwrap());
    let response = Client::new().post(url).body("{").send().await.unwrap();
    assert_eq!(refused(response).await, says(400, "invalid_request"));
}

#[tokio::test]
async fn no_issuer_takes_its_place() {
    let server = controlled().await;
    for path in ["/_control", "/_control/mint"] {
        assert!(server.add_tenant(path, TenantSettings::default()).is_err());
    }
    assert!(
        server
            .add_tenant("/_controlled", TenantSettings::default())
            .is_ok()
    );
}

#[tokio::test]
async fn hostile_modes_are_switched_for_one_issuer_while_it_runs() {
    let server = controlled().await;
    let other = server
        .add_tenant("/other", TenantSettings::default())
        .expect("a tenant");
    let issuer_in = async |issuer: &str, origin: &str, path: &str| {
        let url = format!("{origin}/.well-known/oauth-authorization-server{path}");
        let metadata = read_json(super::get(&url).await).await;
        metadata["issuer"] == json!(issuer)
    };
    let origin = server.issuer().to_owned();
    let on = done(
        &server,
        Method::POST,
        "/hostile?tenant=/other",
        json!({"modes": ["metadata-issuer-other"]}),
    )
    .await;
    assert_eq!(on, json!({"on": ["metadata-issuer-other"]}));
    assert!(!issuer_in(other.issuer(), &origin, "/other").await);
    assert!(issuer_in(server.issuer(), &origin, "").await);
    assert_eq!(get(&server, "/hostile").await["on"], json!([]));

    let (status, refusal) = ask(
        &server,
        Method::POST,
        "/hostile?tenant=/other",
        &json!({"modes": ["metadata-issuer-othr"]}),
    )
    .await;
    assert_eq!(status, StatusCode::BAD_REQUEST);
    assert_eq!(refusal["nearest"], "metadata-issuer-other");
    assert_eq!(get(&server, "/hostile?tenant=/other").await["on"], on["on"]);

    done(&server, Method::DELETE, "/hostile?tenant=/other", Value::Null).await;
    assert!(issuer_in(other.issuer(), &origin, "/other").await);
}
