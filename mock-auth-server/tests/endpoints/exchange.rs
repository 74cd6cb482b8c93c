//! Token exchange and assertion grants, between two issuers of one process and with an issuer from outside.

use mock_auth_server::{Algorithm, Clock, Minter, TenantSettings, TrustedIssuer};
use serde_json::{Value, json};

use super::{
    AuthServer, Field, RESOURCE, SECRET, code_for, exchange_of, get, post, refusal, refused, says, start,
    start_with, token,
};

const EXCHANGE: Field<'_> = ("grant_type", "urn:ietf:params:oauth:grant-type:token-exchange");
const JWT_BEARER: Field<'_> = ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer");
const ACCESS_TOKEN: &str = "urn:ietf:params:oauth:token-type:access_token";
const ID_JAG: &str = "urn:ietf:params:oauth:token-type:id-jag";
const CLIENT: Field<'_> = ("client_id", "proofhouse");

async fn subject(server: &AuthServer) -> String {
    let code = code_for(server, "proofhouse", &[("resource", RESOURCE), ("scope", "a b")]).await;
    token(server, &exchange_of(&code)).await["access_token"]
        .as_str()
        .expect("a good answer")
        .to_owned()
}

fn claims(server: &AuthServer, answer: &Value) -> Value {
    server
        .minter()
        .verify(answer["access_token"].as_str().expect("a good answer"))
        .expect("a good token")
}

#[tokio::test]
async fn a_token_is_exchanged_for_a_narrower_one_for_another_resource() {
    let server = start().await;
    let subject = subject(&server).await;
    let fields = [
        EXCHANGE,
        CLIENT,
        SECRET,
        ("subject_token", &subject),
        ("subject_token_type", ACCESS_TOKEN),
        ("resource", "https://backend.example/api"),
        ("scope", "a"),
    ];
    let answer = token(&server, &fields).await;
    assert_eq!(
        (&answer["issued_token_type"], &answer["token_type"]),
        (&json!(ACCESS_TOKEN), &json!("Bearer"))
    );
    let claims = claims(&server, &answer);
    assert_eq!(
        (&claims["sub"], &claims["aud"]),
        (&json!("alice"), &json!("https://backend.example/api"))
    );
    assert_eq!(claims["scope"], "a");
    assert!(claims.get("act").is_none());
}

#[tokio::test]
async fn who_acts_for_the_subject_is_said_in_the_token() {
    let server = start().await;
    let subject = subject(&server).await;
    let actor = token(&server, &[("grant_type", "client_credentials"), CLIENT, SECRET]).await;
    let fields = [
        EXCHANGE,
        CLIENT,
        SECRET,
        ("subject_token", &subject),
        ("subject_token_type", ACCESS_TOKEN),
        ("actor_token", actor["access_token"].as_str().unwrap()),
        ("actor_token_type", ACCESS_TOKEN),
    ];
    let answer = token(&server, &fields).await;
    assert_eq!(claims(&server, &answer)["act"], json!({"sub": "proofhouse"}));
}

#[tokio::test]
async fn exchanges_with_one_thing_wrong_are_refused() {
    let server = start().await;
    let subject = subject(&server).await;
    let good = ("subject_token", subject.as_str());
    let kind = ("subject_token_type", ACCESS_TOKEN);
    let cases: [(&[Field<'_>], &str); 8] = [
        (&[], "invalid_request"),
        (&[good], "invalid_request"),
        (&[kind], "invalid_request"),
        (&[("subject_token", "x"), kind], "invalid_request"),
        (&[good, ("subject_token_type", "urn:x")], "invalid_request"),
        (
            &[good, kind, ("requested_token_type", "urn:x")],
            "invalid_request",
        ),
        (&[good, kind, ("scope", "c")], "invalid_scope"),
        (
            &[good, kind, ("resource", "https://a.example/#x")],
            "invalid_target",
        ),
    ];
    for (fields, code) in cases {
        let fields = [&[EXCHANGE, CLIENT, SECRET], fields].concat();
        assert_eq!(refusal(&server, &fields).await, says(400, code), "{fields:?}");
    }
    server.tenant().revoke(&subject);
    assert_eq!(
        refusal(&server, &[EXCHANGE, CLIENT, SECRET, good, kind]).await,
        says(400, "invalid_request")
    );
    assert_eq!(
        refusal(&server, &[EXCHANGE, good, kind]).await,
        says(401, "invalid_client")
    );
}

#[tokio::test]
async fn one_issuer_gives_an_identity_assertion_that_another_takes_once_as_a_grant() {
    let server = start().await;
    let other = server.add_tenant("/resource", TenantSettings::default()).unwrap();
    let code = code_for(&server, "proofhouse", &[("scope", "openid")]).await;
    let signed_in = token(&server, &exchange_of(&code)).await;
    let fields = [
        EXCHANGE,
        CLIENT,
        SECRET,
        ("requested_token_type", ID_JAG),
        ("audience", other.issuer()),
        ("resource", RESOURCE),
        ("scope", "openid"),
        ("subject_token", signed_in["id_token"].as_str().unwrap()),
        ("subject_token_type", "urn:ietf:params:oauth:token-type:id_token"),
    ];
    let answer = token(&server, &fields).await;
    assert_eq!(
        (&answer["issued_token_type"], &answer["token_type"]),
        (&json!(ID_JAG), &json!("N_A"))
    );
    let endpoint = format!("{}/token", other.issuer());
    let grant = ("assertion", answer["access_token"].as_str().unwrap());
    let somebody = post(&endpoint, &[JWT_BEARER, grant, ("client_id", "somebody"), SECRET]).await;
    assert_eq!(refused(somebody).await, says(400, "invalid_grant"));
    let beyond = [JWT_BEARER, grant, CLIENT, SECRET, ("scope", "openid more")];
    let granted = super::read_json(post(&endpoint, &[JWT_BEARER, grant, CLIENT, SECRET]).await).await;
    let claims = other.verify(granted["access_token"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&claims["iss"], &claims["aud"], &claims["sub"]),
        (&json!(other.issuer()), &json!(RESOURCE), &json!("alice"))
    );
    assert_eq!(
        refused(post(&endpoint, &beyond).await).await,
        says(400, "invalid_grant")
    );
    // At the issuer that gave it, it is for somebody else.
    assert_eq!(
        refusal(&server, &[JWT_BEARER, grant, CLIENT, SECRET]).await,
        says(400, "invalid_grant")
    );
}

#[tokio::test]
async fn a_trusted_issuers_assertion_is_a_grant_and_one_with_a_thing_wrong_is_not() {
    let outside = Minter::new(9, "https://idp.example", Clock::default());
    let trusted = TrustedIssuer {
        issuer: "https://idp.example".to_owned(),
        jwks: outside.jwks(),
    };
    let server = start_with(TenantSettings {
        trusted_issuers: vec![trusted],
        ..TenantSettings::default()
    })
    .await;
    let good = json!({
        "iss": "https://idp.example", "sub": "workload-1", "aud": server.issuer(), "exp": 4_000_000_000_i64,
    });
    let mint = |keys: &Minter, claims: &Value| keys.mint_typed(Algorithm::Rs256, "JWT", claims);
    let answer = token(
        &server,
        &[
            JWT_BEARER,
            ("assertion", &mint(&outside, &good)),
            ("resource", RESOURCE),
        ],
    )
    .await;
    let claims = claims(&server, &answer);
    assert_eq!(
        (&claims["sub"], &claims["client_id"]),
        (&json!("workload-1"), &json!("workload-1"))
    );
    for (member, value) in [
        ("iss", json!("https://other.example")),
        ("aud", json!("https://other.example")),
        ("sub", Value::Null),
        ("exp", json!(1)),
        ("client_id", json!("another")),
    ] {
        let mut claims = good.clone();
        claims[member] = value;
        let wrong = mint(&outside, &claims);
        assert_eq!(
            refusal(&server, &[JWT_BEARER, ("assertion", &wrong)]).await,
            says(400, "invalid_grant"),
            "{claims}"
        );
    }
    let stranger = mint(&Minter::new(10, "https://idp.example", Clock::default()), &good);
    assert_eq!(
        refusal(&server, &[JWT_BEARER, ("assertion", &stranger)]).await,
        says(400, "invalid_grant")
    );
    assert_eq!(
        refusal(&server, &[JWT_BEARER]).await,
        says(400, "invalid_request")
    );
    get(&server.jwks_uri()).await;
}
