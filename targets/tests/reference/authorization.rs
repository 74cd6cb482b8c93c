//! The resource server.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use reqwest::Method;
use serde_json::{Value, json};
use targets::Behaviour;

use crate::common::{Issuer, Reply, Target, flaw, initialize, raw, send};

/// Makes a token for a target.
type Mint = Box<dyn Fn(&Issuer, &Target) -> String>;

async fn protected(behaviour: Behaviour) -> (Issuer, Target) {
    let issuer = Issuer::start().await;
    let target = Target::start(issuer.settings(behaviour)).await;
    (issuer, target)
}

async fn whoami(target: &Target, token: &str) -> Reply {
    send(
        target
            .modern("tools/call", json!({"name": "whoami", "arguments": {}}))
            .bearer_auth(token),
    )
    .await
}

async fn status(target: &Target, token: &str) -> u16 {
    whoami(target, token).await.status
}

#[tokio::test]
async fn a_good_token_is_served_in_both_eras() {
    let (issuer, target) = protected(Behaviour::default()).await;
    let token = issuer.good(&target, "ada");
    assert_eq!(whoami(&target, &token).await.text(), "ada");
    let session = target.session(Some(&token)).await;
    assert_eq!(
        session
            .ask(1, "tools/call", json!({"name": "whoami"}))
            .await
            .text(),
        "ada"
    );
    let listed = issuer.but(
        &target,
        "aud",
        json!(["https://other.example", target.server.url()]),
    );
    assert_eq!(status(&target, &listed).await, 200);
    let without_kid = issuer.sign(
        &json!({"alg": "ES256"}),
        &issuer.claims(&target, "ada").to_string(),
    );
    assert_eq!(status(&target, &without_kid).await, 200);
    let lower = target
        .modern("tools/list", json!({}))
        .header("authorization", format!("bearer {token}"));
    assert_eq!(send(lower).await.status, 200);
}

#[tokio::test]
async fn no_token_is_a_challenge_without_error() {
    let (_issuer, target) = protected(Behaviour::default()).await;
    let metadata = format!(
        "http://{}/.well-known/oauth-protected-resource/mcp",
        target.server.address()
    );
    for method in [Method::POST, Method::GET, Method::DELETE] {
        let reply = send(target.request(method.clone())).await;
        assert_eq!(reply.status, 401, "{method}");
        let challenge = format!("Bearer resource_metadata=\"{metadata}\", scope=\"mcp:tools\"");
        assert_eq!(reply.header("www-authenticate"), Some(challenge.as_str()));
    }
    let document = send(target.http.get(&metadata)).await;
    assert_eq!(document.status, 200);
    let document: Value = serde_json::from_str(&document.body).expect("JSON");
    assert_eq!(document["resource"], target.server.url());
    assert!(document["authorization_servers"][0].is_string());
}

#[tokio::test]
async fn every_bad_token_is_401_with_an_error() {
    let (issuer, target) = protected(Behaviour::default()).await;
    let url = target.server.url();
    let claims = issuer.claims(&target, "ada").to_string();
    let good = issuer.good(&target, "ada");
    let header = json!({"alg": "ES256", "kid": "k1"});
    let mut bad: Vec<(String, String)> = [
        ("aud", json!("https://other.example/mcp")),
        ("aud", json!(format!("{url}-other"))),
        ("aud", json!(url.trim_end_matches("/mcp"))),
        ("aud", json!(["https://other.example/mcp"])),
        ("aud", json!([])),
        ("aud", json!({&url: true})),
        ("aud", json!(7)),
        ("aud", json!("*")),
        ("aud", Value::Null),
        ("iss", json!("https://other.example")),
        ("iss", json!(format!("{}/other", issuer.url))),
        ("exp", json!(1_000_000_000)),
        ("exp", json!("4070908800")),
        ("exp", Value::Null),
        ("nbf", json!(4_000_000_000_u64)),
        ("nonce", json!("n")),
        ("token_use", json!("id")),
    ]
    .into_iter()
    .map(|(name, value)| (format!("{name} = {value}"), issuer.but(&target, name, value)))
    .collect();
    let mut flipped = good.clone().into_bytes();
    let last = flipped.len() - 10;
    flipped[last] = if flipped[last] == b'A' { b'B' } else { b'A' };
    let none = format!(
        "{}.{}.",
        URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
        URL_SAFE_NO_PAD.encode(&claims)
    );
    let doubled = claims.replacen('{', r#"{"aud":"https://other.example","#, 1);
    bad.extend([
        ("signature".to_owned(), String::from_utf8(flipped).expect("text")),
        ("alg none".to_owned(), none),
        (
            "unknown kid".to_owned(),
            issuer.sign(&json!({"alg": "ES256", "kid": "other"}), &claims),
        ),
        (
            "numeric kid".to_owned(),
            issuer.sign(&json!({"alg": "ES256", "kid": 1}), &claims),
        ),
        (
            "another algorithm".to_owned(),
            issuer.sign(&json!({"alg": "RS256", "kid": "k1"}), &claims),
        ),
        (
            "crit".to_owned(),
            issuer.sign(
                &json!({"alg": "ES256", "kid": "k1", "crit": ["x"], "x": 1}),
                &claims,
            ),
        ),
        (
            "typ".to_owned(),
            issuer.sign(
                &json!({"alg": "ES256", "kid": "k1", "typ": "logout+jwt"}),
                &claims,
            ),
        ),
        ("repeated claim".to_owned(), issuer.sign(&header, &doubled)),
        ("padded".to_owned(), format!("{good}==")),
        ("four parts".to_owned(), format!("{good}.x")),
        ("garbage".to_owned(), "garbage".to_owned()),
        ("oversize".to_owned(), "a".repeat(64 * 1024)),
    ]);
    for (what, token) in bad {
        let reply = whoami(&target, &token).await;
        assert_eq!(reply.status, 401, "{what}");
        let challenge = reply.header("www-authenticate").unwrap_or_default();
        assert!(
            challenge.starts_with("Bearer error=\"invalid_token\", resource_metadata="),
            "{what}: {challenge}"
        );
        assert!(!reply.body.contains(&token), "{what}");
    }
    assert_eq!(status(&target, &good).await, 200);
}

#[tokio::test]
async fn a_missing_scope_is_403() {
    let (issuer, target) = protected(Behaviour::default()).await;
    for scope in ["other", "mcp:tools2", "MCP:TOOLS"] {
        let reply = whoami(&target, &issuer.but(&target, "scope", json!(scope))).await;
        assert_eq!(reply.status, 403, "{scope}");
        assert!(
            reply
                .header("www-authenticate")
                .is_some_and(|challenge| challenge.contains("insufficient_scope"))
        );
    }
    assert_eq!(
        status(&target, &issuer.but(&target, "scope", json!("other mcp:tools"))).await,
        200
    );
}

#[tokio::test]
async fn tokens_count_only_in_one_header() {
    let (issuer, target) = protected(Behaviour::default()).await;
    let token = issuer.good(&target, "ada");
    let body = json!({"jsonrpc": "2.0", "id": 1, "method": "ping"}).to_string();
    let head = |path: &str, extra: &str| {
        format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: {}\r\n{extra}\r\n{body}",
            target.server.address(),
            body.len()
        )
    };
    let query = format!("/mcp?access_token={token}");
    let line = format!("Authorization: Bearer {token}\r\n");
    for (request, expected) in [
        (head("/mcp", &line), "400 Bad Request"),
        (head(&query, ""), "401 Unauthorized"),
        (head(&query, &line), "400 Bad Request"),
        (head("/mcp", &format!("{line}{line}")), "400 Bad Request"),
        (
            head("/mcp", &format!("Authorization: {token}\r\n")),
            "401 Unauthorized",
        ),
        (head("/mcp", "Authorization: Bearer\r\n"), "401 Unauthorized"),
        (
            head("/mcp", &format!("Authorization: Bearer {token} x\r\n")),
            "401 Unauthorized",
        ),
        (
            head("/mcp", &format!("Authorization: Basic {token}\r\n")),
            "401 Unauthorized",
        ),
    ] {
        let reply = raw(&target.server, request.as_bytes()).await;
        assert!(
            reply.starts_with(&format!("HTTP/1.1 {expected}")),
            "{request}\n{reply}"
        );
    }
    let duplicate = raw(&target.server, head("/mcp", &format!("{line}{line}")).as_bytes()).await;
    assert!(duplicate.contains("invalid_request"), "{duplicate}");
    let single = raw(&target.server, head("/mcp", &line).as_bytes()).await;
    assert!(
        !single.contains("invalid_request"),
        "only the session is missing: {single}"
    );
}

#[tokio::test]
async fn a_session_and_its_state_belong_to_one_principal() {
    let (issuer, target) = protected(Behaviour::default()).await;
    let (ada, bob) = (issuer.good(&target, "ada"), issuer.good(&target, "bob"));
    let session = target.session(Some(&ada)).await;
    let as_bob = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: Some(bob.clone()),
    };
    assert_eq!(as_bob.ask(1, "ping", json!({})).await.status, 404);
    assert_eq!(send(as_bob.get(None)).await.status, 404);
    assert_eq!(send(as_bob.delete()).await.status, 404);
    let anonymous = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: None,
    };
    assert_eq!(anonymous.ask(1, "ping", json!({})).await.status, 401);
    let foreign = issuer.but(&target, "aud", json!("https://other.example/mcp"));
    let foreign = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: Some(foreign),
    };
    assert_eq!(foreign.ask(1, "ping", json!({})).await.status, 401);
    assert_eq!(session.ask(2, "ping", json!({})).await.status, 200);

    let meta = crate::common::meta(json!({"elicitation": {"form": {}}}));
    let mut params = json!({"name": "confirm", "arguments": {"action": "sail"}, "_meta": meta});
    let asked = send(target.modern("tools/call", params.clone()).bearer_auth(&ada))
        .await
        .response();
    params["requestState"] = asked["result"]["requestState"].clone();
    params["inputResponses"] = json!({"confirmation": {"action": "accept", "content": {"confirmed": true}}});
    assert_eq!(
        send(target.modern("tools/call", params.clone()).bearer_auth(&bob))
            .await
            .code(),
        Some(-32602)
    );
    assert_eq!(
        send(target.modern("tools/call", params).bearer_auth(&ada))
            .await
            .text(),
        "confirmed: sail"
    );
}

#[tokio::test]
async fn token_flaws_accept_just_what_they_say() {
    let audience =
        |value: Value| move |issuer: &Issuer, target: &Target| issuer.but(target, "aud", value.clone());
    let cases: Vec<(&str, Mint)> = vec![
        (
            "accepts-any-audience",
            Box::new(audience(json!("https://other.example"))),
        ),
        (
            "audience-prefix-match",
            Box::new(|issuer, target| issuer.but(target, "aud", json!(format!("{}-x", target.server.url())))),
        ),
        (
            "audience-missing-accepted",
            Box::new(|issuer, target| {
                let mut claims = issuer.claims(target, "ada");
                claims.as_object_mut().expect("an object").remove("aud");
                issuer.sign(&json!({"alg": "ES256", "kid": "k1"}), &claims.to_string())
            }),
        ),
        (
            "ignores-expiry",
            Box::new(|issuer, target| issuer.but(target, "exp", json!(1))),
        ),
        (
            "not-before-ignored",
            Box::new(|issuer, target| issuer.but(target, "nbf", json!(4_000_000_000_u64))),
        ),
        (
            "accepts-any-issuer",
            Box::new(|issuer, target| issuer.but(target, "iss", json!("https://other.example"))),
        ),
        (
            "issuer-prefix-match",
            Box::new(|issuer, target| issuer.but(target, "iss", json!(format!("{}/x", issuer.url)))),
        ),
        (
            "scope-not-enforced",
            Box::new(|issuer, target| issuer.but(target, "scope", json!("other"))),
        ),
        (
            "id-token-accepted",
            Box::new(|issuer, target| issuer.but(target, "nonce", json!("n"))),
        ),
        (
            "ignores-crit",
            Box::new(|issuer, target| {
                issuer.sign(
                    &json!({"alg": "ES256", "kid": "k1", "crit": ["x"]}),
                    &issuer.claims(target, "ada").to_string(),
                )
            }),
        ),
        (
            "unknown-kid-accepted",
            Box::new(|issuer, target| {
                issuer.sign(
                    &json!({"alg": "ES256", "kid": "x"}),
                    &issuer.claims(target, "ada").to_string(),
                )
            }),
        ),
        (
            "accepts-alg-none",
            Box::new(|issuer, target| {
                let claims = issuer.claims(target, "ada").to_string();
                format!(
                    "{}.{}.",
                    URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#),
                    URL_SAFE_NO_PAD.encode(claims)
                )
            }),
        ),
    ];
    let (issuer, correct) = protected(Behaviour::default()).await;
    for (id, mint) in cases {
        assert_ne!(
            status(&correct, &mint(&issuer, &correct)).await,
            200,
            "{id}: refused by the correct server"
        );
        let flawed = Target::start(issuer.settings(flaw(id))).await;
        assert_eq!(
            status(&flawed, &mint(&issuer, &flawed)).await,
            200,
            "{id}: accepted by the flawed one"
        );
        assert_eq!(
            status(&flawed, "garbage").await,
            401,
            "{id}: the rest is as it was"
        );
    }
}

#[tokio::test]
async fn flaws_of_coverage_look_away_where_they_say() {
    let (issuer, target) = protected(flaw("token-checked-only-on-initialize")).await;
    let session = target.session(Some(&issuer.good(&target, "ada"))).await;
    let anonymous = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: None,
    };
    assert_eq!(anonymous.ask(1, "ping", json!({})).await.status, 200);
    assert_eq!(send(target.post(&initialize())).await.status, 401);
    assert_eq!(
        send(target.modern("server/discover", json!({}))).await.status,
        401
    );
    assert_eq!(send(target.modern("tools/list", json!({}))).await.status, 200);

    let (issuer, target) = protected(flaw("session-is-credential")).await;
    let session = target.session(Some(&issuer.good(&target, "ada"))).await;
    let anonymous = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: None,
    };
    assert_eq!(anonymous.ask(1, "ping", json!({})).await.status, 200);
    assert_eq!(send(target.modern("tools/list", json!({}))).await.status, 401);

    let (issuer, target) = protected(flaw("audience-not-checked-in-session")).await;
    let session = target.session(Some(&issuer.good(&target, "ada"))).await;
    let foreign = issuer.but(&target, "aud", json!("https://other.example"));
    let foreign = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: Some(foreign),
    };
    assert_eq!(foreign.ask(1, "ping", json!({})).await.status, 200);

    let (issuer, target) = protected(flaw("get-stream-unauthenticated")).await;
    let session = target.session(Some(&issuer.good(&target, "ada"))).await;
    let anonymous = crate::common::Session {
        target: &target,
        id: session.id.clone(),
        token: None,
    };
    assert_eq!(anonymous.get(None).send().await.expect("a stream").status(), 200);
    assert_eq!(anonymous.ask(1, "ping", json!({})).await.status, 401);
}
