//! Each defect, read by independent means, is the one it says it is.

use std::collections::BTreeSet;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::Jwk;
use jsonwebtoken::{DecodingKey, Validation};
use mock_auth_server::{Algorithm, Clock, Expected, Minter, PAST_INSTANT, Token, defect, defects};
use serde_json::{Value, json};

const ISSUER: &str = "http://127.0.0.1:9/tenant";
const AUDIENCE: &str = "http://127.0.0.1:3000/mcp";

/// A token taken apart with nothing but base64 and a JSON parser.
struct Parts {
    header: Value,
    payload_text: String,
    claims: Value,
    signature: Vec<u8>,
}

fn take_apart(token: &str) -> Parts {
    let segments: Vec<&str> = token.split('.').collect();
    assert_eq!(segments.len(), 3, "{token}");
    let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).expect("base64url");
    let payload_text = String::from_utf8(decode(segments[1])).expect("UTF-8");
    Parts {
        header: serde_json::from_slice(&decode(segments[0])).expect("a JSON header"),
        claims: serde_json::from_str(&payload_text).unwrap_or(Value::Null),
        payload_text,
        signature: decode(segments[2]),
    }
}

fn minter() -> Minter {
    Minter::new(0, ISSUER, Clock::default())
}

fn token(algorithm: Algorithm) -> Token {
    Token {
        algorithm,
        ..Token::for_resource(AUDIENCE)
    }
}

fn spoil(id: &str) -> String {
    minter().mint_defective(&token(Algorithm::Es256), defect(id).expect(id))
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

fn names(members: &[&str]) -> BTreeSet<String> {
    members.iter().map(|name| (*name).to_owned()).collect()
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

/// What a defect that only touches the signed content does: in header and claims, and who signs.
struct Content {
    id: &'static str,
    header: &'static [&'static str],
    claims: Value,
}

/// Every defect that changes single claims, with the members that change and their values (null: absent).
fn content_defects() -> Vec<Content> {
    let aud = |id, aud: Value| Content {
        id,
        header: &[],
        claims: json!({ "aud": aud }),
    };
    let claims = |id, claims| Content {
        id,
        header: &[],
        claims,
    };
    let past = PAST_INSTANT;
    vec![
        aud("audience-foreign", json!("https://foreign.example/mcp")),
        aud("audience-missing", Value::Null),
        aud("audience-empty", json!("")),
        aud("audience-prefix", json!("http://127.0.0.1:3000/mc")),
        aud("audience-suffixed", json!("http://127.0.0.1:3000/mcp-suffixed")),
        aud("audience-origin-only", json!("http://127.0.0.1:3000")),
        aud("audience-sibling-path", json!("http://127.0.0.1:3000/sibling")),
        aud("audience-other-port", json!("http://127.0.0.1:3001/mcp")),
        aud("audience-other-scheme", json!("https://127.0.0.1:3000/mcp")),
        aud("audience-upper-path", json!("http://127.0.0.1:3000/MCP")),
        aud("audience-upper-host", json!("HTTP://127.0.0.1:3000/mcp")),
        aud("audience-trailing-slash", json!("http://127.0.0.1:3000/mcp/")),
        aud(
            "audience-host-suffix",
            json!("http://127.0.0.1.evil.example:3000/mcp"),
        ),
        aud(
            "audience-userinfo",
            json!("http://127.0.0.1:3000@evil.example/mcp"),
        ),
        aud(
            "audience-percent-encoded",
            json!("http%3A%2F%2F127.0.0.1%3A3000%2Fmcp"),
        ),
        aud(
            "audience-array-foreign",
            json!(["https://foreign.example/mcp", "https://other.example/mcp"]),
        ),
        aud(
            "audience-array-with-ours",
            json!(["https://foreign.example/mcp", AUDIENCE]),
        ),
        aud("audience-number", json!(7)),
        aud("audience-object", json!({ AUDIENCE: true })),
        aud("audience-nested-array", json!([[AUDIENCE]])),
        claims("issuer-foreign", json!({"iss": "https://issuer.foreign.example"})),
        claims("issuer-missing", json!({"iss": null})),
        claims("issuer-prefix", json!({"iss": "http://127.0.0.1:9/tenan"})),
        claims(
            "issuer-trailing-slash",
            json!({"iss": "http://127.0.0.1:9/tenant/"}),
        ),
        claims("scope-missing", json!({"scope": null})),
        claims("scope-wrong", json!({"scope": "proofhouse:unrelated"})),
        claims("expired-hour", json!({"exp": past - 3600, "iat": past - 7200})),
        claims("expired-day", json!({"exp": past - 86_400, "iat": past - 90_000})),
        claims("not-yet-valid", json!({"nbf": 4_070_907_000_i64})),
        claims("exp-missing", json!({"exp": null})),
        claims("exp-string", json!({"exp": "4070908800"})),
        claims("oversized", json!({"padding": "a".repeat(65_536)})),
        Content {
            id: "kid-missing",
            header: &["kid"],
            claims: json!({}),
        },
        Content {
            id: "crit-unknown",
            header: &["crit", "proofhouse-unknown"],
            claims: json!({}),
        },
        Content {
            id: "refresh-token",
            header: &["typ"],
            claims: json!({ "aud": ISSUER }),
        },
    ]
}

#[test]
fn defects_of_content_change_exactly_the_members_they_name_and_are_signed_by_the_trusted_key() {
    let good = take_apart(&minter().mint(&token(Algorithm::Es256)));
    for Content { id, header, claims } in content_defects() {
        let spoilt = spoil(id);
        assert!(
            is_signed_by(&spoilt, Algorithm::Es256, &our_jwk(Algorithm::Es256)),
            "{id}"
        );
        let parts = take_apart(&spoilt);
        assert_eq!(differing(&good.header, &parts.header), names(header), "{id}");
        let changed: Vec<&str> = claims.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(differing(&good.claims, &parts.claims), names(&changed), "{id}");
        for (name, value) in claims.as_object().unwrap() {
            assert_eq!(parts.claims.get(name).unwrap_or(&Value::Null), value, "{id}");
        }
    }
}

#[test]
fn repeated_members_stand_in_the_text_in_the_order_the_id_says() {
    let foreign = r#""aud":"https://foreign.example/mcp""#;
    let ours = format!(r#""aud":"{AUDIENCE}""#);
    let issuer = format!(r#""iss":"{ISSUER}""#);
    let cases = [
        ("duplicate-audience-ours-last", foreign, ours.as_str()),
        ("duplicate-audience-foreign-last", ours.as_str(), foreign),
        (
            "duplicate-issuer-foreign-last",
            issuer.as_str(),
            r#""iss":"https://issuer.foreign.example""#,
        ),
    ];
    for (id, first, last) in cases {
        let spoilt = spoil(id);
        assert!(
            is_signed_by(&spoilt, Algorithm::Es256, &our_jwk(Algorithm::Es256)),
            "{id}"
        );
        let text = take_apart(&spoilt).payload_text;
        assert_eq!(text.matches(&first[..6]).count(), 2, "{id}: {text}");
        assert!(
            text.find(first).expect(id) < text.find(last).expect(id),
            "{id}: {text}"
        );
    }
}

#[test]
fn deep_json_is_a_good_token_with_lists_in_lists() {
    let spoilt = spoil("deep-json");
    assert!(is_signed_by(
        &spoilt,
        Algorithm::Es256,
        &our_jwk(Algorithm::Es256)
    ));
    let text = take_apart(&spoilt).payload_text;
    let deep = format!(r#","deep":{}{}"#, "[".repeat(2000), "]".repeat(2000));
    assert_eq!(
        text.replace(&deep, ""),
        take_apart(&minter().mint(&token(Algorithm::Es256))).payload_text
    );
}

#[test]
fn unsigned_tokens_declare_none_in_each_letter_case_and_have_an_empty_signature() {
    let good = take_apart(&minter().mint(&token(Algorithm::Es256)));
    for (id, name) in [
        ("alg-none", "none"),
        ("alg-none-mixed-case", "nOnE"),
        ("alg-none-upper", "NONE"),
    ] {
        let parts = take_apart(&spoil(id));
        assert_eq!(differing(&good.header, &parts.header), names(&["alg"]), "{id}");
        assert_eq!(parts.header["alg"], name);
        assert_eq!(parts.claims, good.claims, "{id}");
        assert!(parts.signature.is_empty(), "{id}");
    }
}

#[test]
fn confused_tokens_verify_as_hs256_with_the_public_key_as_secret() {
    for algorithm in Algorithm::ALL {
        let pem = minter().public_key_pem(algorithm);
        let body: String = pem.lines().filter(|line| !line.starts_with('-')).collect();
        let der = base64::engine::general_purpose::STANDARD
            .decode(body)
            .expect("PEM holds base64");
        let secrets = [
            ("hs256-public-key-pem", pem.clone().into_bytes()),
            ("hs256-public-key-der", der),
            (
                "hs256-public-key-jwk",
                our_jwk(algorithm).to_string().into_bytes(),
            ),
        ];
        let good = take_apart(&minter().mint(&token(algorithm)));
        for (id, secret) in secrets {
            let spoilt = minter().mint_defective(&token(algorithm), defect(id).expect(id));
            let (message, signature) = spoilt.rsplit_once('.').expect("segments");
            let key = DecodingKey::from_secret(&secret);
            let hs256 = jsonwebtoken::Algorithm::HS256;
            assert!(
                jsonwebtoken::crypto::verify(signature, message.as_bytes(), &key, hs256).unwrap(),
                "{id}"
            );
            let parts = take_apart(&spoilt);
            assert_eq!(differing(&good.header, &parts.header), names(&["alg"]), "{id}");
            assert_eq!(parts.claims, good.claims, "{id}");
        }
    }
}

#[test]
fn tokens_of_a_stranger_keep_their_claims_and_do_not_verify_with_the_trusted_key() {
    let cases: [(&str, &[&str]); 5] = [
        ("key-foreign", &[]),
        ("kid-unknown", &["kid"]),
        ("embedded-jwk", &["jwk"]),
        ("jku-foreign", &["jku"]),
        ("x5u-foreign", &["x5u"]),
    ];
    for algorithm in Algorithm::ALL {
        let good = take_apart(&minter().mint(&token(algorithm)));
        let embedded =
            minter().mint_defective(&token(algorithm), defect("embedded-jwk").expect("in the table"));
        let stranger = take_apart(&embedded).header["jwk"].clone();
        for (id, header) in cases {
            let spoilt = minter().mint_defective(&token(algorithm), defect(id).expect(id));
            let parts = take_apart(&spoilt);
            assert_eq!(differing(&good.header, &parts.header), names(header), "{id}");
            assert_eq!(parts.claims, good.claims, "{id}");
            assert!(
                !is_signed_by(&spoilt, algorithm, &our_jwk(algorithm)),
                "{id} {algorithm}"
            );
            assert!(is_signed_by(&spoilt, algorithm, &stranger), "{id} {algorithm}");
        }
    }
    assert_eq!(
        take_apart(&spoil("jku-foreign")).header["jku"],
        format!("{ISSUER}/stranger/jwks.json")
    );
}

#[test]
fn broken_signatures_differ_in_the_signature_alone() {
    for algorithm in Algorithm::ALL {
        let good = take_apart(&minter().mint(&token(algorithm)));
        let length = good.signature.len();
        let mut flipped = good.signature.clone();
        flipped[0] ^= 1;
        let cases = [
            ("signature-stripped", Vec::new()),
            ("signature-truncated", good.signature[..length / 2].to_vec()),
            ("signature-bit-flipped", flipped),
            ("signature-zero", vec![0; length]),
        ];
        for (id, signature) in cases {
            let spoilt = minter().mint_defective(&token(algorithm), defect(id).expect(id));
            let parts = take_apart(&spoilt);
            assert_eq!(
                (&parts.header, &parts.claims),
                (&good.header, &good.claims),
                "{id}"
            );
            assert_eq!(parts.signature, signature, "{id} {algorithm}");
            assert!(
                !is_signed_by(&spoilt, algorithm, &our_jwk(algorithm)),
                "{id} {algorithm}"
            );
        }
    }
}

#[test]
fn an_altered_payload_keeps_the_signature_of_the_good_one() {
    let (good, parts) = (
        take_apart(&minter().mint(&token(Algorithm::Es256))),
        take_apart(&spoil("payload-altered")),
    );
    assert_eq!(parts.signature, good.signature);
    assert_eq!(parts.header, good.header);
    assert_eq!(differing(&good.claims, &parts.claims), names(&["sub"]));
    assert!(!is_signed_by(
        &spoil("payload-altered"),
        Algorithm::Es256,
        &our_jwk(Algorithm::Es256)
    ));
}

#[test]
fn tokens_of_another_kind_are_signed_by_the_trusted_key_and_not_for_the_resource() {
    for (id, typ) in [
        ("typ-id-token", "JWT"),
        ("client-assertion", "client-authentication+jwt"),
    ] {
        let spoilt = spoil(id);
        assert!(
            is_signed_by(&spoilt, Algorithm::Es256, &our_jwk(Algorithm::Es256)),
            "{id}"
        );
        let parts = take_apart(&spoilt);
        assert_eq!(parts.header["typ"], typ);
        assert_ne!(parts.claims["aud"], AUDIENCE);
        assert!(parts.claims.get("scope").is_none(), "{id}");
    }
    let id_token = take_apart(&spoil("typ-id-token")).claims;
    assert_eq!(
        (&id_token["aud"], id_token["nonce"].is_string()),
        (&json!("proofhouse"), true)
    );
    let assertion = take_apart(&spoil("client-assertion")).claims;
    assert_eq!(
        (&assertion["iss"], &assertion["sub"]),
        (&json!("proofhouse"), &json!("proofhouse"))
    );
    assert_eq!(assertion["aud"], format!("{ISSUER}/token"));
}

#[test]
fn texts_that_are_no_signed_token_have_the_shape_they_say() {
    let encrypted = spoil("jwe-shaped");
    let segments: Vec<&str> = encrypted.split('.').collect();
    assert_eq!(segments.len(), 5);
    let header: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(segments[0]).unwrap()).unwrap();
    assert_eq!(header["enc"], "A256GCM");
    let good = minter().mint(&token(Algorithm::Es256));
    let five = spoil("five-segments");
    assert!(five.starts_with(&format!("{good}.")) && five.split('.').count() == 5);
    let garbage = spoil("garbage");
    assert!(!garbage.is_empty() && garbage.bytes().all(|byte| byte.is_ascii_hexdigit()));
}

#[test]
fn every_defect_of_the_table_is_looked_at_here() {
    let source = include_str!("defects.rs");
    for defect in defects() {
        assert!(
            source.contains(&format!("\"{}\"", defect.id)),
            "no test reads {}",
            defect.id
        );
    }
}

#[test]
fn every_defect_applies_to_an_ordinary_audience_and_makes_another_token() {
    let mut seen = BTreeSet::new();
    for algorithm in Algorithm::ALL {
        assert!(seen.insert(minter().mint(&token(algorithm))));
        for defect in defects() {
            assert!(defect.applies_to(&token(algorithm)), "{}", defect.id);
            assert!(
                seen.insert(minter().mint_defective(&token(algorithm), defect)),
                "{} {algorithm}",
                defect.id
            );
        }
    }
}

#[test]
fn a_defect_that_does_not_apply_never_gives_a_good_token() {
    let bare = Token {
        scopes: Vec::new(),
        ..Token::for_resource("https://host.example")
    };
    let upper = defect("audience-upper-path").expect("in the table");
    assert!(!upper.applies_to(&bare));
    let claims = take_apart(&minter().mint_defective(&bare, upper)).claims;
    assert_eq!(claims["aud"], "https://foreign.example/mcp");
    assert!(!defect("scope-missing").expect("in the table").applies_to(&bare));
}

#[test]
fn a_strict_verifier_accepts_what_must_be_accepted_and_refuses_what_must_be_refused() {
    for algorithm in Algorithm::ALL {
        assert!(
            strictly_accepted(&minter().mint(&token(algorithm)), algorithm),
            "{algorithm}"
        );
        for defect in defects() {
            let accepted = strictly_accepted(&minter().mint_defective(&token(algorithm), defect), algorithm);
            match defect.expected {
                Expected::MustAccept => assert!(accepted, "{} {algorithm}", defect.id),
                Expected::MustReject => assert!(!accepted, "{} {algorithm}", defect.id),
                Expected::ShouldReject | Expected::Tolerated | Expected::Robust => {}
            }
        }
    }
}

/// A resource server as RFC 9068 section 4 wants it, on `jsonwebtoken` with what that leaves out.
fn strictly_accepted(token: &str, algorithm: Algorithm) -> bool {
    let Ok(header) = jsonwebtoken::decode_header(token) else {
        return false;
    };
    let key = DecodingKey::from_jwk(&serde_json::from_value::<Jwk>(our_jwk(algorithm)).expect("a JWK"))
        .expect("a key");
    let mut validation = Validation::new(algorithm.name().parse().expect("an algorithm"));
    validation.set_audience(&[AUDIENCE]);
    validation.set_issuer(&[ISSUER]);
    validation.set_required_spec_claims(&["exp", "iss", "aud"]);
    validation.validate_nbf = true;
    let Ok(read) = jsonwebtoken::decode::<Value>(token, &key, &validation) else {
        return false;
    };
    let has_critical = take_apart(token).header.get("crit").is_some();
    let audience_is_text = match &read.claims["aud"] {
        Value::Array(items) => items.iter().all(Value::is_string),
        other => other.is_string(),
    };
    header.typ.as_deref() == Some("at+jwt") && !has_critical && audience_is_text
}
