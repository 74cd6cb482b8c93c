//! Each defect, read by independent means, is the one it says it is, and that alone.

#[path = "defects/expectations.rs"]
mod expectations;

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use expectations::{By, Part, Row, rows};
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{DecodingKey, Validation};
use mock_auth_server::{
    Algorithm, Clock, Expected, Minter, Standing, Token, areas, defect, defects, defects_page, standing,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;
use serde_json::Value;
use sha2::{Digest, Sha256};

const ISSUER: &str = "http://127.0.0.1:9/tenant";
const AUDIENCE: &str = "http://127.0.0.1:3000/mcp";

/// A token taken apart with nothing but base64 and a JSON parser.
struct Parts {
    text: String,
    header_text: String,
    header: Value,
    payload: String,
    claims: Value,
    signature: Vec<u8>,
}

fn take_apart(token: &str) -> Parts {
    let segments: Vec<&str> = token.split('.').collect();
    assert_eq!(segments.len(), 3, "{token}");
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let text = |segment: &str| String::from_utf8(decode(segment)).expect("UTF-8");
    let (header_text, payload) = (text(segments[0]), text(segments[1]));
    Parts {
        text: token.to_owned(),
        header: serde_json::from_str(&header_text).unwrap_or(Value::Null),
        header_text,
        claims: serde_json::from_str(&payload).unwrap_or(Value::Null),
        payload,
        signature: decode(segments[2]),
    }
}

fn minter() -> Minter {
    Minter::new(0, ISSUER, Clock::default())
}

fn token(algorithm: Algorithm, audience: &str) -> Token {
    Token {
        algorithm,
        ..Token::for_resource(audience)
    }
}

fn spoil(id: &str, algorithm: Algorithm, audience: &str) -> String {
    minter().mint_defective(&token(algorithm, audience), defect(id).expect(id))
}

fn another(algorithm: Algorithm) -> Algorithm {
    if algorithm == Algorithm::Es256 {
        Algorithm::Rs256
    } else {
        Algorithm::Es256
    }
}

/// The names of the members in which two objects differ.
fn differing(one: &Value, other: &Value) -> BTreeSet<String> {
    let (one, other) = (
        one.as_object().expect("an object"),
        other.as_object().expect("an object"),
    );
    one.keys()
        .chain(other.keys())
        .filter(|name| one.get(*name) != other.get(*name))
        .cloned()
        .collect()
}

/// Whether `jsonwebtoken`, told nothing but the key, finds the signature right.
fn is_signed_by(token: &str, algorithm: Algorithm, jwk: &Value) -> bool {
    let algorithm = algorithm.name().parse().expect("an algorithm");
    let key =
        DecodingKey::from_jwk(&serde_json::from_value::<Jwk>(jwk.clone()).expect("a JWK")).expect("a key");
    let Some((message, signature)) = token.rsplit_once('.') else {
        return false;
    };
    jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, algorithm).unwrap_or(false)
}

fn our_jwk(algorithm: Algorithm) -> Value {
    let jwks = minter().jwks();
    let keys = jwks["keys"].as_array().expect("keys").clone();
    keys.into_iter()
        .find(|key| key["alg"] == algorithm.name())
        .expect("a key of each algorithm")
}

fn stranger_jwk(algorithm: Algorithm) -> Value {
    take_apart(&spoil("embedded-jwk", algorithm, AUDIENCE)).header["jwk"].clone()
}

fn public_der(algorithm: Algorithm) -> Vec<u8> {
    let pem = minter().public_key_pem(algorithm);
    let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
    STANDARD.decode(body).expect("PEM holds base64")
}

/// What the trusted key signed there, checked to be its signature over that text.
fn signature_over(message: &str, algorithm: Algorithm) -> Vec<u8> {
    let spoilt = take_apart(&spoil("signature-of-another-token", algorithm, AUDIENCE));
    let text = format!("{message}.{}", URL_SAFE_NO_PAD.encode(&spoilt.signature));
    assert!(is_signed_by(&text, algorithm, &our_jwk(algorithm)));
    spoilt.signature
}

#[test]
fn every_defect_makes_the_one_difference_that_is_written_down_for_it() {
    for algorithm in Algorithm::ALL {
        let expected = rows(
            algorithm,
            &take_apart(&minter().mint(&token(algorithm, AUDIENCE))),
        );
        let applicable = |row: &&Row| {
            let defect = defect(row.id).unwrap_or_else(|| panic!("{} is not in the table", row.id));
            defect.algorithms.contains(&algorithm)
        };
        for row in expected.iter().filter(applicable) {
            check(row, algorithm);
        }
    }
}

#[test]
fn every_defect_of_the_table_has_an_expectation() {
    let good = take_apart(&minter().mint(&token(Algorithm::Es256, AUDIENCE)));
    let mut expected: Vec<&str> = rows(Algorithm::Es256, &good).iter().map(|row| row.id).collect();
    let mut known: Vec<&str> = defects().iter().map(|defect| defect.id).collect();
    expected.sort_unstable();
    known.sort_unstable();
    assert_eq!(expected, known);
}

fn check(row: &Row, algorithm: Algorithm) {
    let context = format!("{} {algorithm}", row.id);
    let token = token(algorithm, row.audience);
    assert!(defect(row.id).expect(row.id).applies_to(&token), "{context}");
    let good = take_apart(&minter().mint(&token));
    let spoilt = spoil(row.id, algorithm, row.audience);
    match &row.by {
        By::Whole(text) => assert_eq!(&spoilt, text, "{context}"),
        By::Encrypted => check_encrypted(&spoilt),
        By::Digits => assert!(!spoilt.is_empty() && spoilt.bytes().all(|byte| byte.is_ascii_hexdigit())),
        by => {
            let parts = take_apart(&spoilt);
            check_part(
                &row.header,
                (&good.header_text, &good.header),
                (&parts.header_text, &parts.header),
                &context,
            );
            check_part(
                &row.payload,
                (&good.payload, &good.claims),
                (&parts.payload, &parts.claims),
                &context,
            );
            check_signature(by, algorithm, &good, &parts, &context);
        }
    }
}

fn check_part(part: &Part, good: (&str, &Value), spoilt: (&str, &Value), context: &str) {
    match part {
        Part::Same => assert_eq!(spoilt.0, good.0, "{context}"),
        Part::Text(text) => assert_eq!(spoilt.0, text, "{context}"),
        Part::Members(members) => {
            let members = members.as_object().expect("an object");
            let names: BTreeSet<String> = members.keys().cloned().collect();
            assert_eq!(differing(good.1, spoilt.1), names, "{context}");
            for (name, value) in members {
                let found = spoilt.1.get(name);
                match value {
                    Value::Null => assert_eq!(found, None, "{context}"),
                    any if any == "*" => assert!(found.is_some(), "{context}"),
                    value => assert_eq!(found, Some(value), "{context}"),
                }
            }
        }
    }
}

fn check_signature(by: &By, algorithm: Algorithm, good: &Parts, spoilt: &Parts, context: &str) {
    let ours = is_signed_by(&spoilt.text, algorithm, &our_jwk(algorithm));
    let (message, signature) = spoilt.text.rsplit_once('.').expect("segments");
    match by {
        By::Us => return assert!(ours, "{context}"),
        By::Negated => {
            assert_ne!(spoilt.signature, good.signature, "{context}");
            assert_eq!(spoilt.signature[..32], good.signature[..32], "{context}");
            return assert!(ours, "{context}");
        }
        By::Stranger => assert!(
            is_signed_by(&spoilt.text, algorithm, &stranger_jwk(algorithm)),
            "{context}"
        ),
        By::Secret(secret) => {
            let key = DecodingKey::from_secret(secret);
            let hs256 = jsonwebtoken::Algorithm::HS256;
            assert!(
                jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, hs256)
                    .expect("HS256 verifies with any secret"),
                "{context}"
            );
        }
        By::Nobody => assert!(spoilt.signature.is_empty(), "{context}"),
        By::Bytes(bytes) => assert_eq!(&spoilt.signature, bytes, "{context}"),
        By::Key(jwk) => assert!(is_signed_by(&spoilt.text, algorithm, jwk), "{context}"),
        By::EncodedMessage => {
            assert_eq!(
                (&spoilt.signature[..2], spoilt.signature.len()),
                (&[0, 1][..], 256)
            );
            assert!(spoilt.signature.ends_with(&Sha256::digest(message)), "{context}");
        }
        By::Whole(_) | By::Encrypted | By::Digits => unreachable!("texts of other shapes"),
    }
    assert!(!ours, "{context}");
}

fn check_encrypted(spoilt: &str) {
    let segments: Vec<&str> = spoilt.split('.').collect();
    assert_eq!(segments.len(), 5);
    let header: Value = serde_json::from_slice(
        &URL_SAFE_NO_PAD
            .decode(segments[0])
            .expect("a JSON header in base64url"),
    )
    .expect("a JSON header in base64url");
    assert_eq!(
        (&header["alg"], &header["enc"]),
        (&Value::from("RSA-OAEP-256"), &Value::from("A256GCM"))
    );
}

#[test]
fn the_certificate_in_the_header_is_the_strangers_and_signed_by_it() {
    for algorithm in Algorithm::ALL {
        let header = take_apart(&spoil("embedded-x5c", algorithm, AUDIENCE)).header;
        let der = STANDARD.decode(header["x5c"][0].as_str().unwrap()).unwrap();
        let jwk = stranger_jwk(algorithm);
        let number = jwk["n"].as_str().or(jwk["x"].as_str()).unwrap();
        let number = URL_SAFE_NO_PAD.decode(number).unwrap();
        assert!(
            der.windows(number.len()).any(|window| window == number),
            "{algorithm}"
        );
        let pem = minter().stranger_certificate_pem(algorithm);
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        assert_eq!(STANDARD.decode(body).unwrap(), der);
    }
}

#[test]
fn the_keys_of_weak_tokens_are_in_the_weak_key_set_and_nowhere_else() {
    let minter = minter();
    let (good, weak) = (minter.jwks(), minter.weak_jwks());
    let (good, weak) = (good["keys"].as_array().unwrap(), weak["keys"].as_array().unwrap());
    assert_eq!(&weak[..good.len()], good.as_slice());
    let more: Vec<(&str, &str, usize)> = weak[good.len()..]
        .iter()
        .map(|key| {
            let text = |name| key[name].as_str().unwrap();
            (
                text("kid"),
                text("e"),
                URL_SAFE_NO_PAD.decode(text("n")).unwrap().len(),
            )
        })
        .collect();
    assert_eq!(
        more,
        [("rs256-1024-bits", "AQAB", 128), ("rs256-exponent-1", "AQ", 256)]
    );
}

#[test]
fn the_issuer_takes_back_what_is_revoked_or_inactive_and_nothing_else_that_it_signed() {
    let read = |id| take_apart(&spoil(id, Algorithm::Es256, AUDIENCE)).claims;
    assert_eq!(standing(&read("revoked")), Standing::Revoked);
    assert_eq!(standing(&read("inactive")), Standing::Inactive);
    assert_eq!(standing(&read("subject-other")), Standing::Good);
    for (id, is_active) in [
        ("revoked", false),
        ("inactive", false),
        ("subject-other", true),
        ("exp-float", true),
        ("expired-hour", false),
        ("not-yet-valid", false),
    ] {
        let verified = minter().verify(&spoil(id, Algorithm::Es256, AUDIENCE));
        assert_eq!(verified.is_some(), is_active, "{id}");
    }
}

#[test]
fn tokens_differ_from_the_good_one_and_from_each_other() {
    for algorithm in Algorithm::ALL {
        let mut seen = BTreeSet::from([minter().mint(&token(algorithm, AUDIENCE))]);
        for defect in defects() {
            let token = token(algorithm, AUDIENCE);
            if defect.applies_to(&token) {
                assert!(
                    seen.insert(minter().mint_defective(&token, defect)),
                    "{} {algorithm}",
                    defect.id
                );
            }
        }
    }
}

#[test]
fn a_defect_that_does_not_apply_never_gives_a_good_token() {
    let bare = Token {
        scopes: Vec::new(),
        ..Token::for_resource("https://foreign.example")
    };
    for id in ["audience-upper-path", "scope-missing", "rsa-small-key"] {
        let defect = defect(id).expect(id);
        assert!(!defect.applies_to(&bare), "{id}");
        let claims = take_apart(&minter().mint_defective(&bare, defect)).claims;
        assert_eq!(claims["aud"], "https://foreign.example/mcp", "{id}");
    }
    let foreign = Token::for_resource("https://foreign.example/mcp");
    let upper = defect("audience-loopback-name").expect("in the table");
    let claims = take_apart(&minter().mint_defective(&foreign, upper)).claims;
    assert_eq!(claims["aud"], "https://other.example/mcp");
}

#[test]
fn a_strict_verifier_accepts_what_must_be_accepted_and_refuses_what_must_be_refused() {
    for algorithm in Algorithm::ALL {
        let good = token(algorithm, AUDIENCE);
        assert!(strictly_accepted(&minter().mint(&good), &good), "{algorithm}");
        for defect in defects().iter().filter(|defect| defect.applies_to(&good)) {
            let accepted = strictly_accepted(&minter().mint_defective(&good, defect), &good);
            match defect.expected {
                Expected::MustAccept => assert!(accepted, "{} {algorithm}", defect.id),
                Expected::MustReject => assert!(!accepted, "{} {algorithm}", defect.id),
                Expected::ShouldReject | Expected::Tolerated | Expected::Robust => {}
            }
        }
    }
}

/// A resource server as RFC 9068 section 4 wants it, on `jsonwebtoken` with what that leaves out; it trusts the
/// issuer for tokens like the good one.
fn strictly_accepted(text: &str, good: &Token) -> bool {
    let Ok(header) = jsonwebtoken::decode_header(text) else {
        return false;
    };
    let jwk = serde_json::from_value::<Jwk>(our_jwk(good.algorithm)).expect("a JWK");
    let mut validation = Validation::new(good.algorithm.name().parse().expect("an algorithm"));
    validation.set_audience(&[&good.audience]);
    validation.set_issuer(&[ISSUER]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    let key = DecodingKey::from_jwk(&jwk).expect("a key");
    let Ok(read) = jsonwebtoken::decode::<Value>(text, &key, &validation) else {
        return false;
    };
    let has_critical = take_apart(text).header.get("crit").is_some();
    let audience_is_text = match &read.claims["aud"] {
        Value::Array(items) => items.iter().all(Value::is_string),
        other => other.is_string(),
    };
    header.typ.as_deref() == Some("at+jwt") && !has_critical && audience_is_text
}

#[test]
fn the_page_of_the_documentation_is_the_table() {
    let page = include_str!("../../docs/auth-server-defects.md");
    assert!(
        page == defects_page(),
        "stale; run: cargo run -p mock-auth-server -- defects --markdown > docs/auth-server-defects.md"
    );
    for defect in areas().iter().flat_map(|area| area.defects) {
        assert!(page.contains(&format!("| `{}` |", defect.id)), "{}", defect.id);
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

prop_compose! {
    fn any_token()(
        audience in "https?://(127\\.0\\.0\\.1|localhost|\\[::1\\]|[a-z]{1,9}\\.example)(:[1-9][0-9]{3})?(/[a-zA-Z0-9_~.-]{0,9}){0,3}|urn:[ -~]{1,30}|\\PC{1,20}",
        subject in "\\PC{0,20}",
        scopes in prop::collection::vec("[!#-\\[\\]-~]{1,12}", 0..4),
        name in "\\PC{0,20}",
        algorithm in prop::sample::select(&Algorithm::ALL[..]),
    ) -> Token {
        Token { name, algorithm, subject, client_id: "proofhouse".to_owned(), audience, scopes }
    }
}

proptest! {
    #![proptest_config(fixed_inputs(16))]

    #[test]
    fn whatever_the_token_says_it_verifies_and_with_a_forbidden_defect_it_does_not(token in any_token()) {
        let good = minter().mint(&token);
        prop_assert!(strictly_accepted(&good, &token));
        for defect in defects() {
            let spoilt = minter().mint_defective(&token, defect);
            if defect.applies_to(&token) {
                prop_assert_ne!(&spoilt, &good, "{}", defect.id);
            }
            if defect.expected == Expected::MustReject {
                prop_assert!(!strictly_accepted(&spoilt, &token), "{}", defect.id);
            }
        }
    }
}
