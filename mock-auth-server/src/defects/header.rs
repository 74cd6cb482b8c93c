//! Tokens whose header leads to another key, or asks for more than a server knows.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;

use super::Expected::{MustAccept, MustReject, ShouldReject, Tolerated};
use super::{Defect, EVERY, How, another};
use crate::jws;
use crate::minter::{Draft, Signing};

const HEADER_KEY_RULE: &str = "RFC 8725 section 3.10";
const KEY_RULE: &str = "RFC 7515 sections 4.1.4 and 5.2; RFC 9068 section 4";
const DUPLICATE_RULE: &str = "RFC 7515 section 4 (refuse, or take the last)";

/// Length of the very long key id; with it the token still fits the usual limits of a header.
const LONG_BYTES: usize = 8 * 1024;
const UNKNOWN_KEY_ID: &str = "never-published";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "kid-unknown",
        summary: "signed by a stranger's key under a key id that nobody publishes",
        expected: MustReject,
        source: "RFC 7515 sections 4.1.4 and 5.2; RFC 9068 section 4",
        algorithms: EVERY,
        how: How::Before(|draft| forge(draft, UNKNOWN_KEY_ID)),
    },
    Defect {
        id: "kid-missing",
        summary: "signed by the trusted key without saying which",
        expected: Tolerated,
        source: "RFC 7515 section 4.1.4 (the parameter is optional)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.remove("kid")),
    },
    Defect {
        id: "kid-empty",
        summary: "signed by a stranger's key under an empty key id",
        expected: MustReject,
        source: KEY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| forge(draft, "")),
    },
    Defect {
        id: "kid-of-another-key",
        summary: "signed by a trusted key under the id of another trusted key",
        expected: ShouldReject,
        source: "RFC 7515 section 4.1.4 (a hint; servers that try all keys find the right one)",
        algorithms: EVERY,
        how: How::Before(kid_of_another_key),
    },
    Defect {
        id: "kid-number",
        summary: "signed by the trusted key, the key id is a number",
        expected: ShouldReject,
        source: "RFC 7515 section 4.1.4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("kid", 7)),
    },
    Defect {
        id: "kid-very-long",
        summary: "signed by a stranger's key under a key id of 8 KiB",
        expected: MustReject,
        source: KEY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| forge(draft, &"k".repeat(LONG_BYTES))),
    },
    Defect {
        id: "kid-path",
        summary: "the key id is a path to an empty file, the secret of HS256 what is read there",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| inject(draft, "../../../../../../../../dev/null", b"")),
    },
    Defect {
        id: "kid-sql",
        summary: "the key id makes a query answer a text, the secret of HS256 is that text",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| inject(draft, "x' UNION SELECT 'injected' -- ", b"injected")),
    },
    Defect {
        id: "embedded-jwk",
        summary: "signed by a stranger's key that the header brings along",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(embedded_jwk),
    },
    Defect {
        id: "embedded-symmetric-jwk",
        summary: "alg HS256, with the secret in the header as a key",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(embedded_secret),
    },
    Defect {
        id: "embedded-x5c",
        summary: "signed by a stranger's key, with the stranger's certificate in the header",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(embedded_certificate),
    },
    Defect {
        id: "jku-foreign",
        summary: "signed by a stranger's key, with the address of the stranger's key set in the header",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| point_to_stranger(draft, "jku", "jwks.json")),
    },
    Defect {
        id: "x5u-foreign",
        summary: "signed by a stranger's key, with the address of the stranger's certificate in the header",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| point_to_stranger(draft, "x5u", "certificate.pem")),
    },
    Defect {
        id: "crit-unknown",
        summary: "the header declares an extension critical that nobody knows",
        expected: MustReject,
        source: "RFC 7515 section 4.1.11",
        algorithms: EVERY,
        how: How::Before(unknown_critical_extension),
    },
    Defect {
        id: "crit-empty",
        summary: "the header declares an empty list of extensions critical",
        expected: ShouldReject,
        source: "RFC 7515 section 4.1.11",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.add("crit", json!([]))),
    },
    Defect {
        id: "b64-false",
        summary: "the header declares the payload unencoded, as a critical extension",
        expected: MustReject,
        source: "RFC 7797 section 7; RFC 7515 section 4.1.11",
        algorithms: EVERY,
        how: How::Before(unencoded),
    },
    Defect {
        id: "b64-false-not-critical",
        summary: "the header declares the payload unencoded, and does not declare it critical",
        expected: ShouldReject,
        source: "RFC 7797 sections 6 and 7 (who does not know it takes no notice)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.add("b64", false)),
    },
    Defect {
        id: "zip-deflate",
        summary: "the header declares the payload compressed, which it is not",
        expected: Tolerated,
        source: "RFC 7516 section 4.1.3 (a parameter of encrypted tokens); RFC 7515 section 4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.add("zip", "DEF")),
    },
    Defect {
        id: "header-extra",
        summary: "a good token with a header parameter that nobody knows",
        expected: MustAccept,
        source: "RFC 7515 section 4 (unknown parameters are ignored)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.add("proofhouse-unknown", true)),
    },
    Defect {
        id: "duplicate-alg-none-last",
        summary: "unsigned, alg stands twice, first the right one, then none",
        expected: MustReject,
        source: DUPLICATE_RULE,
        algorithms: EVERY,
        how: How::Before(none_last),
    },
    Defect {
        id: "duplicate-alg-none-first",
        summary: "signed by the trusted key, alg stands twice, first none, then the right one",
        expected: Tolerated,
        source: DUPLICATE_RULE,
        algorithms: EVERY,
        how: How::Before(none_first),
    },
    Defect {
        id: "duplicate-kid-unknown-last",
        summary: "signed by a stranger's key, the key id stands twice, first the trusted one",
        expected: MustReject,
        source: DUPLICATE_RULE,
        algorithms: EVERY,
        how: How::Before(unknown_last),
    },
];

fn forge(draft: &mut Draft<'_>, key_id: &str) {
    draft.header.set("kid", key_id);
    draft.signing = Signing::Stranger;
}

fn inject(draft: &mut Draft<'_>, key_id: &str, secret: &[u8]) {
    draft.header.set("alg", "HS256");
    draft.header.set("kid", key_id);
    draft.signing = Signing::Hmac(secret.to_vec());
}

fn kid_of_another_key(draft: &mut Draft<'_>) {
    let other = draft.minter.key_id(another(draft.token.algorithm));
    draft.header.set("kid", other);
}

fn embedded_secret(draft: &mut Draft<'_>) {
    let secret = b"a secret that the header brings along";
    draft
        .header
        .add("jwk", json!({"kty": "oct", "k": jws::encode(secret)}));
    draft.header.set("alg", "HS256");
    draft.signing = Signing::Hmac(secret.to_vec());
}

/// Certificates stand in base64 with its usual alphabet, RFC 7515 section 4.1.6.
fn embedded_certificate(draft: &mut Draft<'_>) {
    let certificate = draft.minter.stranger_certificate(draft.token.algorithm);
    draft.header.add("x5c", vec![STANDARD.encode(certificate)]);
    draft.signing = Signing::Stranger;
}

fn unencoded(draft: &mut Draft<'_>) {
    draft.header.add("b64", false);
    draft.header.add("crit", vec!["b64"]);
}

fn none_last(draft: &mut Draft<'_>) {
    draft.header.add("alg", "none");
    draft.signing = Signing::Bytes(Vec::new());
}

fn none_first(draft: &mut Draft<'_>) {
    draft.header.set("alg", "none");
    draft.header.add("alg", draft.token.algorithm.name());
}

fn unknown_last(draft: &mut Draft<'_>) {
    draft.header.add("kid", UNKNOWN_KEY_ID);
    draft.signing = Signing::Stranger;
}

fn unknown_critical_extension(draft: &mut Draft<'_>) {
    draft.header.add("crit", vec!["proofhouse-unknown"]);
    draft.header.add("proofhouse-unknown", true);
}

fn embedded_jwk(draft: &mut Draft<'_>) {
    draft
        .header
        .add("jwk", draft.minter.stranger_jwk(draft.token.algorithm));
    draft.signing = Signing::Stranger;
}

/// The address is one of ours, so that a server that follows it is seen doing so.
fn point_to_stranger(draft: &mut Draft<'_>, parameter: &str, file: &str) {
    draft
        .header
        .add(parameter, format!("{}/stranger/{file}", draft.minter.issuer()));
    draft.signing = Signing::Stranger;
}
