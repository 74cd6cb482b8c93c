//! Good tokens are good to an independent library, and the same bytes for ever.

use jsonwebtoken::jwk::{Jwk, JwkSet};
use jsonwebtoken::{DecodingKey, Validation};
use mock_auth_server::{Algorithm, AuthServer, Clock, Minter, Settings, Token};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const AUDIENCE: &str = "http://127.0.0.1:3000/mcp";

fn token(algorithm: Algorithm) -> Token {
    Token {
        algorithm,
        ..Token::for_resource(AUDIENCE)
    }
}

/// The first 16 hexadecimal digits of the SHA-256.
fn digest(text: &str) -> String {
    let first = Sha256::digest(text)[..8].try_into().expect("eight bytes");
    format!("{:016x}", u64::from_be_bytes(first))
}

type ReadPem = fn(&[u8]) -> Result<DecodingKey, jsonwebtoken::errors::Error>;

#[tokio::test]
async fn good_tokens_verify_under_every_algorithm_against_the_key_set_that_is_served() {
    let server = AuthServer::start(Settings::default()).await.unwrap();
    let text = reqwest::get(server.jwks_uri())
        .await
        .unwrap()
        .text()
        .await
        .unwrap();
    let key_set: JwkSet = serde_json::from_str(&text).unwrap();
    for algorithm in Algorithm::ALL {
        let minted = server.minter().mint(&token(algorithm));
        let header = jsonwebtoken::decode_header(&minted).unwrap();
        assert_eq!(header.typ.as_deref(), Some("at+jwt"));
        let jwk = key_set
            .find(&header.kid.expect("a key id"))
            .expect("the key is served");
        let mut validation = Validation::new(header.alg);
        validation.set_audience(&[AUDIENCE]);
        validation.set_issuer(&[server.issuer()]);
        validation.set_required_spec_claims(&["exp", "aud", "iss", "sub"]);
        let read = jsonwebtoken::decode::<Value>(&minted, &DecodingKey::from_jwk(jwk).unwrap(), &validation);
        let claims = read.unwrap_or_else(|error| panic!("{algorithm}: {error}")).claims;
        assert_eq!(claims, server.minter().claims(&token(algorithm)));
        assert_eq!(
            (&claims["client_id"], &claims["scope"]),
            (&json!("proofhouse"), &json!("mcp:tools"))
        );
        assert_eq!(server.minter().verify(&minted), Some(claims));
    }
}

#[test]
fn the_whole_table_of_defects_repeats_byte_for_byte() {
    let spoil_all = |minter: Minter| {
        let mut all = String::new();
        for algorithm in Algorithm::ALL {
            for defect in mock_auth_server::defects() {
                all += &minter.mint_defective(&token(algorithm), defect);
            }
        }
        digest(&all)
    };
    let minter = |seed| Minter::new(seed, "http://127.0.0.1:9/", Clock::default());
    assert_eq!(spoil_all(minter(0)), spoil_all(minter(0)));
    assert_ne!(spoil_all(minter(0)), spoil_all(minter(1)));
}

#[test]
fn the_pem_key_verifies_what_the_key_signs() {
    let minter = Minter::new(3, "http://127.0.0.1:9", Clock::default());
    let readers: [(Algorithm, ReadPem); 4] = [
        (Algorithm::Es256, DecodingKey::from_ec_pem),
        (Algorithm::Rs256, DecodingKey::from_rsa_pem),
        (Algorithm::EdDsa, DecodingKey::from_ed_pem),
        (Algorithm::Ps256, DecodingKey::from_rsa_pem),
    ];
    for (algorithm, read_pem) in readers {
        let key = read_pem(minter.public_key_pem(algorithm).as_bytes()).unwrap();
        let text = minter.mint(&token(algorithm));
        let (message, signature) = text.rsplit_once('.').unwrap();
        let name = algorithm.name().parse().unwrap();
        assert!(
            jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, name).unwrap(),
            "{algorithm}"
        );
    }
}

#[test]
fn the_key_set_has_one_public_signing_key_an_algorithm() {
    let jwks = Minter::new(1, "http://127.0.0.1:9", Clock::default()).jwks();
    let keys = jwks["keys"].as_array().unwrap();
    assert_eq!(
        keys.iter()
            .map(|key| key["alg"].as_str().unwrap())
            .collect::<Vec<_>>(),
        ["ES256", "RS256", "EdDSA", "PS256"]
    );
    for key in keys {
        assert_eq!(key["use"], "sig");
        assert!(
            ["d", "p", "q", "dp", "dq", "qi", "k"]
                .iter()
                .all(|private| key.get(private).is_none()),
            "{key}"
        );
        serde_json::from_value::<Jwk>(key.clone()).unwrap();
    }
}

#[test]
fn seeds_and_names_make_different_tokens_and_nothing_else_does() {
    let minter = |seed| Minter::new(seed, "http://127.0.0.1:9", Clock::default());
    let named = |name: &str| Token {
        name: name.to_owned(),
        ..Token::for_resource(AUDIENCE)
    };
    assert_eq!(minter(1).mint(&named("a")), minter(1).mint(&named("a")));
    assert_ne!(minter(1).mint(&named("a")), minter(2).mint(&named("a")));
    let (one, other) = (minter(1).claims(&named("a")), minter(1).claims(&named("b")));
    let differing: Vec<&String> = one
        .as_object()
        .unwrap()
        .keys()
        .filter(|name| one[name.as_str()] != other[name.as_str()])
        .collect();
    assert_eq!(differing, ["jti"]);
}

#[test]
fn tokens_of_the_live_clock_are_good_for_an_hour_from_now() {
    let minter = Minter::new(0, "http://127.0.0.1:9", Clock::Live);
    let claims = minter.claims(&token(Algorithm::Es256));
    let now = Clock::Live.now();
    assert!((now - claims["iat"].as_i64().unwrap()).abs() < 60);
    assert_eq!(
        claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(),
        3600
    );
    for id in ["expired-hour", "expired-day", "not-yet-valid", "exp-negative"] {
        let spoilt = minter.mint_defective(&token(Algorithm::Es256), mock_auth_server::defect(id).unwrap());
        assert_eq!(minter.verify(&spoilt), None, "{id}");
    }
}

/// The same inputs every time: a failure must repeat.
fn fixed_inputs(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(0),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

proptest! {
    #![proptest_config(fixed_inputs(64))]

    #[test]
    fn no_text_that_we_did_not_sign_verifies_or_panics(text in "[A-Za-z0-9_.-]{0,200}|\\PC{0,60}") {
        prop_assert_eq!(Minter::new(0, "http://127.0.0.1:9", Clock::default()).verify(&text), None);
    }

    #[test]
    fn any_audience_takes_any_defect(audience in "\\PC{0,40}|https?://[a-z0-9.:\\[\\]@]{0,20}[/a-z?#]{0,10}") {
        let minter = Minter::new(0, "http://127.0.0.1:9", Clock::default());
        let token = Token::for_resource(&audience);
        let good = minter.mint(&token);
        for defect in mock_auth_server::defects() {
            let spoilt = minter.mint_defective(&token, defect);
            prop_assert!(!defect.applies_to(&token) || spoilt != good, "{}", defect.id);
        }
    }
}
