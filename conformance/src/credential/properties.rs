//! Properties: a token is found in every disguise, and in nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};
use md5::Md5;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use proptest::prelude::*;
use serde_json::json;
use sha1::Sha1;
use sha2::{Digest, Sha256, Sha512};

use super::{Dates, Form, Traces};

const ISSUER: &str = "http://127.0.0.1:9";

fn compact(claims: &serde_json::Value, signature: &[u8]) -> String {
    let header = json!({"alg": "ES256", "typ": "at+jwt", "kid": "one"});
    let parts = [
        header.to_string().into_bytes(),
        claims.to_string().into_bytes(),
        signature.to_vec(),
    ];
    parts.map(|part| URL_SAFE_NO_PAD.encode(part)).join(".")
}

fn claims(jti: &str, issued: u32) -> serde_json::Value {
    json!({"iss": ISSUER, "aud": "http://127.0.0.1:8/mcp", "sub": "alice", "exp": 4_070_908_800_u32, "iat": issued, "jti": jti})
}

prop_compose! {
    fn token()(jti in "[0-9a-f]{32}", issued in 1_600_000_000_u32..1_700_000_000, signature in prop::collection::vec(any::<u8>(), 64))
        -> String
    {
        compact(&claims(&jti, issued), &signature)
    }
}

fn tokens() -> impl Strategy<Value = String> {
    prop_oneof![4 => token(), 1 => "[A-Za-z0-9]{24,60}"]
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn every_byte(text: &str, escape: impl Fn(u8) -> String) -> String {
    text.bytes().map(escape).collect()
}

type Disguise = fn(&str) -> String;

/// What the text of a token can be hidden by.
const DISGUISES: &[Disguise] = &[
    |text| text.to_owned(),
    |text| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string(),
    |text| every_byte(text, |byte| format!("%{byte:02X}")),
    |text| every_byte(text, |byte| format!("\\u{byte:04x}")),
    |text| text.replace('.', "\\u002E"),
    |text| STANDARD.encode(text),
    |text| STANDARD_NO_PAD.encode(format!("x{text}")),
    |text| STANDARD.encode(format!("user:{text}")),
    |text| URL_SAFE.encode(format!("{{\"a\":\"{text}\"}}?")),
    |text| URL_SAFE_NO_PAD.encode(format!("xy{text}~~~")),
    |text| hex(text.as_bytes()),
    |text| hex(text.as_bytes()).to_uppercase(),
    |text| text.chars().rev().collect(),
    |text| {
        compact(
            &json!({"sub": "server", "token": text}),
            b"another signature of ours",
        )
    },
    |text| STANDARD.encode(STANDARD.encode(text)),
];

/// Where it may lie in a request.
const PLACES: &[Disguise] = &[
    |text| format!("GET /a HTTP/1.1\r\nAuthorization: Bearer {text}\r\n\r\n"),
    |text| format!("GET /a HTTP/1.1\r\nX-Anything: user={text}; more\r\n\r\n"),
    |text| format!("GET /a HTTP/1.1\r\nCookie: a=b; session={text}\r\n\r\n"),
    |text| format!("GET /a?b=c&token={text}&d=e HTTP/1.1\r\nAccept: */*\r\n\r\n"),
    |text| format!("GET /a/{text}/b HTTP/1.1\r\nAccept: */*\r\n\r\n"),
    |text| format!("POST /a HTTP/1.1\r\nAccept: */*\r\n\r\n{{\"token\":\"{text}\"}}"),
    |text| format!("POST /a HTTP/1.1\r\nAccept: */*\r\n\r\na=b&token={text}"),
];

fn finds(token: &str, request: &str) -> Option<Form> {
    let arrival = Traces::of(token, Dates::Own).token_in(&[request.as_bytes()], false);
    arrival.map(|arrival| arrival.form)
}

fn finds_digest(token: &str, request: &str) -> Option<Form> {
    let arrival = Traces::of(token, Dates::Own).digest_in(&[request.as_bytes()]);
    arrival.map(|arrival| arrival.form)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn a_token_is_found_in_every_disguise_in_every_place(token in tokens()) {
        for (which, disguise) in DISGUISES.iter().enumerate() {
            for (place, put) in PLACES.iter().enumerate() {
                let request = put(&disguise(&token));
                prop_assert!(finds(&token, &request).is_some(), "disguise {which} in place {place}: {request}");
            }
        }
    }

    #[test]
    fn a_token_is_found_in_two_disguises_one_within_the_other(token in token(), outer in 0..DISGUISES.len(), inner in 0..DISGUISES.len(), place in 0..PLACES.len()) {
        let request = PLACES[place](&DISGUISES[outer](&DISGUISES[inner](&token)));
        prop_assert!(finds(&token, &request).is_some(), "disguise {inner} within {outer} in place {place}: {request}");
    }

    #[test]
    fn a_token_is_found_over_several_lines(token in tokens(), disguise in 0..DISGUISES.len(), place in prop::sample::select(vec![0_usize, 1, 2, 5, 6]), width in 20_usize..80) {
        let text = DISGUISES[disguise](&token);
        let lines: Vec<&str> = text.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
        let request = PLACES[place](&lines.join("\r\n "));
        prop_assert!(finds(&token, &request).is_some(), "{request}");
    }

    #[test]
    fn its_claims_and_its_signature_are_found_alone(token in token(), disguise in 0..DISGUISES.len()) {
        for part in token.split('.').skip(1) {
            let request = PLACES[1](&DISGUISES[disguise](part));
            prop_assert_eq!(finds(&token, &request), Some(Form::Part), "{}", request);
        }
    }

    #[test]
    fn its_pieces_are_found_together(token in tokens(), length in 12_usize..40) {
        // A short rest in base64 is read by nobody, and of a short token it is too much.
        prop_assume!(token.len() % length == 0 || token.len() % length >= 12);
        let pieces: Vec<&str> = token.as_bytes().chunks(length).map(|piece| std::str::from_utf8(piece).expect("ASCII")).collect();
        let mut request = "GET /a HTTP/1.1\r\n".to_owned();
        for (number, piece) in pieces.iter().enumerate() {
            request.extend(["X-Part-", &number.to_string(), ": ", piece, "\r\n"]);
        }
        prop_assert!(finds(&token, &(request + "\r\n")).is_some());
        let spread: Vec<String> = pieces.iter().map(|piece| format!("GET /a?{} HTTP/1.1\r\n\r\n", STANDARD_NO_PAD.encode(piece))).collect();
        let spread: Vec<&[u8]> = spread.iter().map(String::as_bytes).collect();
        prop_assert!(Traces::of(&token, Dates::Own).token_in(&spread, false).is_some());
    }

    #[test]
    fn its_digest_is_found_and_is_not_the_token(token in tokens(), place in 0..PLACES.len()) {
        let sha256 = Sha256::digest(&token);
        for digest in [
            hex(&sha256), hex(&sha256).to_uppercase(), STANDARD.encode(sha256), URL_SAFE_NO_PAD.encode(sha256), URL_SAFE_NO_PAD.encode(&sha256[..16]),
            hex(&Sha1::digest(&token)), STANDARD.encode(Md5::digest(&token)), hex(&Sha512::digest(format!("Bearer {token}"))),
        ] {
            let request = PLACES[place](&digest);
            prop_assert!(matches!(finds_digest(&token, &request), Some(Form::Digest(_))), "{}", request);
            prop_assert_eq!(finds(&token, &request), None, "{}", request);
        }
    }

    #[test]
    fn another_signature_does_not_make_it_another_token(jti in "[0-9a-f]{32}", issued in 1_600_000_000_u32..1_700_000_000, signature in prop::collection::vec(any::<u8>(), 64), place in 0..PLACES.len()) {
        let token = compact(&claims(&jti, issued), b"the signature of the issuer, and of nobody else");
        let mut copied = claims(&jti, issued);
        copied["iss"] = json!("https://server.example");
        let same = PLACES[place](&compact(&copied, &signature));
        prop_assert_eq!(finds(&token, &same), Some(Form::SameIdentifier));
        copied["jti"] = json!("its own");
        let same = PLACES[place](&compact(&copied, &signature));
        prop_assert_eq!(finds(&token, &same), Some(Form::SameClaims));
        let shared = Traces::of(&token, Dates::Shared);
        prop_assert_eq!(shared.token_in(&[same.as_bytes()], false), None);
    }

    #[test]
    fn what_the_issuer_gave_for_it_is_not_the_token(jti in "[0-9a-f]{32}", signature in prop::collection::vec(any::<u8>(), 64), place in 0..PLACES.len()) {
        let token = compact(&claims("the client's", 1_650_000_000), b"the signature of the issuer, and of nobody else");
        let mut given = claims(&jti, 1_650_000_000);
        given["aud"] = json!("http://127.0.0.1:7");
        let request = PLACES[place](&compact(&given, &signature));
        let found = Traces::of(&token, Dates::Own).token_in(&[request.as_bytes()], true);
        prop_assert_eq!(found, None);
        given["iat"] = json!(1_650_000_060);
        let request = PLACES[place](&compact(&given, &signature));
        prop_assert_eq!(finds(&token, &request), None);
        prop_assert_eq!(finds_digest(&token, &request), None);
    }

    #[test]
    fn nothing_is_found_where_the_token_is_not(token in tokens(), other in tokens(), noise in prop::collection::vec(any::<u8>(), 0..600), which in 0..DISGUISES.len(), place in 0..PLACES.len()) {
        prop_assume!(token != other);
        let request = PLACES[place](&DISGUISES[which](&other));
        prop_assert_eq!(finds(&token, &request), None, "{}", request);
        prop_assert_eq!(finds_digest(&token, &request), None);
        let traces = Traces::of(&token, Dates::Own);
        prop_assert_eq!(traces.token_in(&[&noise], false), None);
        prop_assert_eq!(traces.digest_in(&[&noise]), None);
    }
}

#[test]
fn a_digest_in_a_proof_of_possession_is_in_its_place() {
    let token = compact(
        &claims("the client's", 1_650_000_000),
        b"the signature of the issuer, and of nobody else",
    );
    let proof = compact(
        &json!({"ath": URL_SAFE_NO_PAD.encode(Sha256::digest(&token))}),
        b"the signature of the proof",
    );
    assert_eq!(
        finds_digest(&token, &format!("GET / HTTP/1.1\r\nDPoP: {proof}\r\n\r\n")),
        None
    );
    assert!(finds_digest(&token, &format!("GET / HTTP/1.1\r\nX-Proof: {proof}\r\n\r\n")).is_some());
}
