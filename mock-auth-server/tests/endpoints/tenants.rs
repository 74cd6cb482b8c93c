//! Several issuers, opaque tokens, rotation of keys, and signed introspection.

use mock_auth_server::{Algorithm, IntrospectionCallers, StartError, TenantSettings, Token, TokenFormat};
use reqwest::Client;
use reqwest::header::{ACCEPT, CONTENT_TYPE};
use serde_json::{Value, json};

use super::{
    GRANT, ID, RESOURCE, SECRET, get, granted, is_active, post, read_json, refusal, refused, says, start,
    start_with,
};

#[tokio::test]
async fn each_tenant_has_its_own_metadata_keys_clients_and_tokens() {
    let server = start().await;
    let other = server.add_tenant("/other", TenantSettings::default()).unwrap();
    let root = server.issuer();
    let metadata =
        read_json(get(&format!("{root}/.well-known/oauth-authorization-server/other")).await).await;
    assert_eq!(metadata["issuer"], other.issuer());
    let theirs = read_json(get(metadata["jwks_uri"].as_str().unwrap()).await).await;
    let ours = read_json(get(&server.jwks_uri()).await).await;
    assert_ne!(theirs["keys"][0]["kid"], ours["keys"][0]["kid"]);
    let token =
        read_json(post(metadata["token_endpoint"].as_str().unwrap(), &[GRANT, ID, SECRET]).await).await;
    assert!(other.verify(token["access_token"].as_str().unwrap()).is_some());
    assert!(!is_active(&server, &token["access_token"]).await);
    let client = other
        .register(&json!({"grant_types": ["client_credentials"]}))
        .unwrap();
    let id = ("client_id", client["client_id"].as_str().unwrap());
    let secret = ("client_secret", client["client_secret"].as_str().unwrap());
    assert_eq!(
        refusal(&server, &[GRANT, id, secret]).await,
        says(401, "invalid_client")
    );
    assert!(server.tenant_at("/other").is_some() && server.tenant_at("/none").is_none());
}

#[tokio::test]
async fn a_path_has_one_tenant_and_is_a_path() {
    let server = start().await;
    let add = |path| server.add_tenant(path, TenantSettings::default()).err();
    assert!(matches!(add(""), Some(StartError::PathTaken(_))));
    assert!(matches!(add("other"), Some(StartError::IssuerPath(_))));
    assert!(matches!(add("/.well-known"), Some(StartError::IssuerPath(_))));
    assert!(add("/other").is_none());
    assert!(matches!(add("/other"), Some(StartError::PathTaken(_))));
}

#[tokio::test]
async fn metadata_says_how_the_tenant_is_set_and_the_tenant_does_as_it_says() {
    let server = start_with(TenantSettings {
        algorithm: Algorithm::EdDsa,
        scopes: vec!["a".to_owned(), "b".to_owned()],
        introspection: IntrospectionCallers::Authenticated,
        ..TenantSettings::default()
    })
    .await;
    let metadata =
        read_json(get(&format!("{}/.well-known/openid-configuration", server.issuer())).await).await;
    assert_eq!(metadata["scopes_supported"], json!(["a", "b"]));
    assert_eq!(
        metadata["id_token_signing_alg_values_supported"],
        json!(["EdDSA"])
    );
    let callers = metadata["introspection_endpoint_auth_methods_supported"]
        .as_array()
        .unwrap();
    assert!(!callers.contains(&json!("none")));
    let unknown = [GRANT, ID, SECRET, ("scope", "a c")];
    assert_eq!(refusal(&server, &unknown).await, says(400, "invalid_scope"));
    let answer = granted(&server, &[("scope", "b")]).await;
    let token = ("token", answer["access_token"].as_str().unwrap());
    let anonymous = post(&server.introspection_endpoint(), &[token]).await;
    assert_eq!(refused(anonymous).await, says(401, "invalid_client"));
    let known = read_json(post(&server.introspection_endpoint(), &[token, ID, SECRET]).await).await;
    assert_eq!(known["active"], true);
}

#[tokio::test]
async fn an_opaque_token_says_nothing_but_to_introspection() {
    let server = start_with(TenantSettings {
        token_format: TokenFormat::Opaque,
        ..TenantSettings::default()
    })
    .await;
    let answer = granted(&server, &[("resource", RESOURCE), ("scope", "a")]).await;
    let token = answer["access_token"].as_str().unwrap();
    assert!(!token.contains('.'));
    let said = read_json(post(&server.introspection_endpoint(), &[("token", token)]).await).await;
    assert_eq!(
        (&said["active"], &said["aud"], &said["scope"]),
        (&json!(true), &json!(RESOURCE), &json!("a"))
    );
    assert!(!is_active(&server, &json!(token[1..])).await);
    let revoked = post(&server.revocation_endpoint(), &[("token", token), ID, SECRET]).await;
    assert!(revoked.status().is_success());
    assert!(!is_active(&server, &answer["access_token"]).await);
}

#[tokio::test]
async fn after_a_rotation_both_key_sets_are_published_until_the_old_one_is_withdrawn() {
    let server = start().await;
    let old = granted(&server, &[]).await;
    server.tenant().rotate_keys();
    let new = granted(&server, &[]).await;
    let key_ids = async || -> Vec<Value> {
        let jwks = read_json(get(&server.jwks_uri()).await).await;
        jwks["keys"]
            .as_array()
            .unwrap()
            .iter()
            .map(|key| key["kid"].clone())
            .collect()
    };
    let both = key_ids().await;
    let one = Algorithm::ALL.len();
    assert_eq!(both.len(), 2 * one);
    assert_ne!(both[0], both[one]);
    assert_eq!(json!(server.tenant().minter().key_id(Algorithm::Es256)), both[0]);
    assert!(is_active(&server, &old["access_token"]).await && is_active(&server, &new["access_token"]).await);
    server.tenant().withdraw_retired_keys();
    assert_eq!(key_ids().await, both[..one]);
    assert!(!is_active(&server, &old["access_token"]).await);
    assert!(is_active(&server, &new["access_token"]).await);
}

#[tokio::test]
async fn many_rotations_keep_the_key_set_small() {
    let server = start().await;
    for _ in 0..20 {
        server.tenant().rotate_keys();
    }
    // The elliptic keys only: the key set would make nine RSA keys.
    let token = server.tenant().minter().mint(&Token::for_resource(RESOURCE));
    assert!(is_active(&server, &json!(token)).await);
}

#[tokio::test]
async fn introspection_is_answered_as_a_signed_jwt_to_who_asks_for_one_and_authenticates() {
    let server = start().await;
    let answer = granted(&server, &[("resource", RESOURCE)]).await;
    let token = answer["access_token"].as_str().unwrap();
    let ask = |fields: Vec<(&'static str, String)>| {
        Client::new()
            .post(server.introspection_endpoint())
            .header(ACCEPT, "application/token-introspection+jwt")
            .form(&fields)
            .send()
    };
    let anonymous = ask(vec![("token", token.to_owned())]).await.unwrap();
    assert_eq!(refused(anonymous).await, says(401, "invalid_client"));
    let caller = [
        ("client_id", "resource-server".to_owned()),
        ("client_secret", "resource-server-test-secret".to_owned()),
    ];
    let asked = [&[("token", token.to_owned())], caller.as_slice()].concat();
    let response = ask(asked).await.unwrap();
    assert_eq!(
        response.headers()[CONTENT_TYPE],
        "application/token-introspection+jwt"
    );
    let jwt = response.text().await.unwrap();
    let key =
        jsonwebtoken::DecodingKey::from_ec_pem(server.minter().public_key_pem(Algorithm::Es256).as_bytes());
    let mut validation = jsonwebtoken::Validation::new(jsonwebtoken::Algorithm::ES256);
    validation.set_audience(&["resource-server"]);
    validation.set_required_spec_claims(&["iss", "aud"]);
    let read = jsonwebtoken::decode::<Value>(&jwt, &key.unwrap(), &validation).unwrap();
    assert_eq!(read.header.typ.as_deref(), Some("token-introspection+jwt"));
    assert_eq!(read.claims["token_introspection"]["active"], true);
    assert_eq!(read.claims["token_introspection"]["aud"], RESOURCE);
    assert!(read.claims.get("exp").is_none() && read.claims.get("sub").is_none());
}
