//! The algorithm confusion that one flaw has: a public key taken for a shared secret.
//!
//! The key has several written forms, and a library that falls for this uses whichever it was configured with.
//! The flaw therefore falls for all of them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::Value;

use super::keys::ec_point;
use super::text;

const EC_PREFIX: &[u8] = &[
    0x30, 0x59, 0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86,
    0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00,
];
const ED_PREFIX: &[u8] = &[
    0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00,
];
const RSA_ALGORITHM: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];

/// Whether the code of an HS token verifies with some form of some published key.
pub(super) fn verifies(published: &[Value], algorithm: &str, message: &[u8], code: &[u8]) -> bool {
    let algorithm = match algorithm {
        "HS256" => hmac::HMAC_SHA256,
        "HS384" => hmac::HMAC_SHA384,
        "HS512" => hmac::HMAC_SHA512,
        _ => return false,
    };
    let secrets = published.iter().flat_map(forms);
    secrets
        .into_iter()
        .any(|secret| hmac::verify(&hmac::Key::new(algorithm, &secret), message, code).is_ok())
}

/// The key as JWK text, DER and PEM with and without its last newline.
fn forms(key: &Value) -> Vec<Vec<u8>> {
    let mut forms = vec![key.to_string().into_bytes()];
    let mut sorted = key.clone();
    sorted.sort_all_objects();
    forms.push(sorted.to_string().into_bytes());
    if let Some(der) = der(key) {
        let pem = pem(&der);
        forms.push(pem.trim_end().as_bytes().to_vec());
        forms.push(pem.replace('\n', "\r\n").into_bytes());
        forms.push(pem.into_bytes());
        forms.push(der);
    }
    forms
}

fn der(key: &Value) -> Option<Vec<u8>> {
    let part = |name: &str| text(key, name).and_then(|part| URL_SAFE_NO_PAD.decode(part).ok());
    match text(key, "kty")? {
        "EC" => Some([EC_PREFIX, &ec_point(&part("x")?, &part("y")?)?].concat()),
        "OKP" => Some([ED_PREFIX, &part("x")?].concat()),
        "RSA" => {
            let numbers = [integer(&part("n")?), integer(&part("e")?)].concat();
            let bits = [vec![0], element(0x30, &numbers)].concat();
            Some(element(0x30, &[RSA_ALGORITHM, &element(0x03, &bits)].concat()))
        }
        _ => None,
    }
}

/// An unsigned integer, with the leading zero that keeps it positive.
fn integer(bytes: &[u8]) -> Vec<u8> {
    let sign: &[u8] = if bytes.first().is_some_and(|first| *first >= 0x80) {
        &[0]
    } else {
        &[]
    };
    element(0x02, &[sign, bytes].concat())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len().to_be_bytes();
    let digits: Vec<u8> = length.iter().copied().skip_while(|byte| *byte == 0).collect();
    let mut bytes = vec![tag];
    match digits.as_slice() {
        [] => bytes.push(0),
        [short] if *short < 0x80 => bytes.push(*short),
        long => {
            bytes.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            bytes.extend_from_slice(long);
        }
    }
    bytes.extend_from_slice(content);
    bytes
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = String::from("-----BEGIN PUBLIC KEY-----\n");
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem.push_str("-----END PUBLIC KEY-----\n");
    pem
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Keys and their PEM form as written by OpenSSL.
    fn written() -> [(Value, &'static str); 3] {
        [
            (
                json!({"kty": "EC", "crv": "P-256", "x": "dvap2vRtBzt6G6bV8tMWmnpCE8maIhLBqiZ5G3XqOHs", "y": "DropNxIEu6d8TF-cu36XW7488fDG_h4FbfqlhbgBQBA"}),
                "-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEdvap2vRtBzt6G6bV8tMWmnpCE8ma\nIhLBqiZ5G3XqOHsOuik3EgS7p3xMX5y7fpdbvjzx8Mb+HgVt+qWFuAFAEA==\n-----END PUBLIC KEY-----\n",
            ),
            (
                json!({"kty": "OKP", "crv": "Ed25519", "x": "_ZxCBBdAk4Qq-FugVFFiMFxG5Hu27qKFvvDIP-aDUQ8"}),
                "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA/ZxCBBdAk4Qq+FugVFFiMFxG5Hu27qKFvvDIP+aDUQ8=\n-----END PUBLIC KEY-----\n",
            ),
            (
                json!({"kty": "RSA", "e": "AQAB", "n": "0UWar_QVe_8kdbiYz7xXjSw3gbwJTR14cf1ZATdIlaVgHVDtLs5RLz4stUlp7sSUvvu7Cjgis5UYd_2sclcGQRLRbKbg3eE9EpB5eGfXv5XWs0Xf0enS3jQQhEgf0z3hQsANFGl0KylovgGXvaXB9A-y28_VEXknA9iaeBvlSeSwqEMAO7FI5UKoAQ0oIubY6-2xG3pn5QMvi1efRbMUNjGpyB_Je82jhKQNZbSiIoai0puaeYUtnPgyeDN5OxyjJxExmlEc3bG10Bpnf7KFVZVyTmqwy3POouelLnC6fem2Y1fc5HPJGvbBU8kWu1EsU2qpgSkTlnn31af0NSBGLw"}),
                "-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA0UWar/QVe/8kdbiYz7xX\njSw3gbwJTR14cf1ZATdIlaVgHVDtLs5RLz4stUlp7sSUvvu7Cjgis5UYd/2sclcG\nQRLRbKbg3eE9EpB5eGfXv5XWs0Xf0enS3jQQhEgf0z3hQsANFGl0KylovgGXvaXB\n9A+y28/VEXknA9iaeBvlSeSwqEMAO7FI5UKoAQ0oIubY6+2xG3pn5QMvi1efRbMU\nNjGpyB/Je82jhKQNZbSiIoai0puaeYUtnPgyeDN5OxyjJxExmlEc3bG10Bpnf7KF\nVZVyTmqwy3POouelLnC6fem2Y1fc5HPJGvbBU8kWu1EsU2qpgSkTlnn31af0NSBG\nLwIDAQAB\n-----END PUBLIC KEY-----\n",
            ),
        ]
    }

    #[test]
    fn keys_are_written_as_openssl_writes_them() {
        for (key, expected) in written() {
            assert_eq!(der(&key).map(|der| pem(&der)).as_deref(), Some(expected));
        }
    }

    #[test]
    fn a_code_made_with_any_form_of_the_key_is_accepted() {
        for (key, pem) in written() {
            for secret in [pem.to_owned(), pem.trim_end().to_owned(), key.to_string()] {
                let code = hmac::sign(
                    &hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()),
                    b"header.claims",
                );
                assert!(verifies(
                    std::slice::from_ref(&key),
                    "HS256",
                    b"header.claims",
                    code.as_ref()
                ));
                assert!(!verifies(
                    std::slice::from_ref(&key),
                    "HS256",
                    b"header.other",
                    code.as_ref()
                ));
                assert!(!verifies(
                    std::slice::from_ref(&key),
                    "ES256",
                    b"header.claims",
                    code.as_ref()
                ));
            }
        }
    }
}
