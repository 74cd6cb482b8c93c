//! Texts that are not a signed token, or that are one of an unreasonable size or depth.

use serde_json::json;

use super::Expected::{MustReject, Robust, ShouldReject, Tolerated};
use super::{Defect, EVERY, How};
use crate::jws::{self, Compact};
use crate::keys::Algorithm;
use crate::minter::{Draft, Signing};
use crate::random;

const BASE64_RULE: &str = "RFC 7515 sections 2 and 5.2; RFC 7519 section 7.2";
/// Their signatures are so long that they hold a character of which the alphabets differ.
const RSA: &[Algorithm] = &[Algorithm::Rs256, Algorithm::Ps256];
/// Size of the filling of an oversized token, in bytes before base64url.
const OVERSIZE_BYTES: usize = 64 * 1024;
/// Lists in lists; past the recursion limit of the usual parsers, small enough for the usual header limits.
const DEPTH: usize = 2000;

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "jwe-shaped",
        summary: "five segments under the header of an encrypted token that nobody can open",
        expected: MustReject,
        source: "RFC 7519 section 7.2; RFC 7516 section 9",
        algorithms: EVERY,
        how: How::After(|signed| jwe_shaped(&signed)),
    },
    Defect {
        id: "five-segments",
        summary: "the good token with two more segments behind it",
        expected: MustReject,
        source: "RFC 7515 sections 5.2 and 7.1",
        algorithms: EVERY,
        how: How::After(|signed| {
            let more = jws::encode(b"more");
            format!("{}.{more}.{more}", signed.join())
        }),
    },
    Defect {
        id: "garbage",
        summary: "no token at all: a string of hexadecimal digits",
        expected: MustReject,
        source: "RFC 6750 section 3.1 (invalid_token); RFC 7519 section 7.2",
        algorithms: EVERY,
        how: How::After(|signed| fingerprint(&signed)),
    },
    Defect {
        id: "oversized",
        summary: "a good token with a claim of 64 KiB",
        expected: Robust,
        source: "RFC 9110 section 5.4 (servers may limit header fields, and then answer 4xx)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.claims.add("padding", "a".repeat(OVERSIZE_BYTES))),
    },
    Defect {
        id: "deep-json",
        summary: "a good token with a claim of 2000 lists in lists",
        expected: Robust,
        source: "RFC 8259 section 9 (parsers may limit depth, and then refuse)",
        algorithms: EVERY,
        how: How::Before(deep_json),
    },
    Defect {
        id: "json-serialization",
        summary: "the good token in the JSON serialization",
        expected: MustReject,
        source: "RFC 7519 section 1 (tokens are compact); RFC 6750 section 2.1",
        algorithms: EVERY,
        how: How::After(|signed| as_json(&signed)),
    },
    Defect {
        id: "nested",
        summary: "a good token as the payload of another, both signed by the trusted key",
        expected: Tolerated,
        source: "RFC 7519 sections 5.2 and 7.2 (servers need not open it)",
        algorithms: EVERY,
        how: How::Before(nest),
    },
    Defect {
        id: "nested-foreign",
        summary: "a good token as the payload of another that a stranger's key signed",
        expected: MustReject,
        source: "RFC 7519 section 7.2; RFC 7515 section 5.2",
        algorithms: EVERY,
        how: How::Before(nested_foreign),
    },
    Defect {
        id: "header-no-json",
        summary: "the header is a word and no JSON",
        expected: MustReject,
        source: "RFC 7519 section 7.2",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header_text = Some("header".to_owned())),
    },
    Defect {
        id: "payload-no-json",
        summary: "the payload is a word and no JSON",
        expected: MustReject,
        source: "RFC 7519 section 7.2",
        algorithms: EVERY,
        how: How::Before(|draft| draft.payload_text = Some("payload".to_owned())),
    },
    Defect {
        id: "payload-array",
        summary: "the payload is a list with the claims in it",
        expected: MustReject,
        source: "RFC 7519 section 7.2",
        algorithms: EVERY,
        how: How::Before(|draft| draft.payload_text = Some(format!("[{}]", draft.claims.to_json()))),
    },
    Defect {
        id: "payload-empty",
        summary: "the payload is empty",
        expected: MustReject,
        source: "RFC 7519 section 7.2",
        algorithms: EVERY,
        how: How::Before(|draft| draft.payload_text = Some(String::new())),
    },
    Defect {
        id: "payload-byte-order-mark",
        summary: "a byte order mark before the claims",
        expected: Tolerated,
        source: "RFC 8259 section 8.1 (parsers may ignore it)",
        algorithms: EVERY,
        how: How::Before(|draft| draft.payload_text = Some(format!("\u{feff}{}", draft.claims.to_json()))),
    },
    Defect {
        id: "base64-padded",
        summary: "the signature is padded with equals signs",
        expected: ShouldReject,
        source: BASE64_RULE,
        algorithms: EVERY,
        how: How::After(|signed| padded(&signed)),
    },
    Defect {
        id: "base64-standard-alphabet",
        summary: "the signature is in the alphabet of base64 with plus and slash",
        expected: ShouldReject,
        source: BASE64_RULE,
        algorithms: RSA,
        how: How::After(|signed| standard_alphabet(&signed)),
    },
    Defect {
        id: "base64-trailing-bits",
        summary: "the unused bits of the last character of the signature are set",
        expected: Tolerated,
        source: "RFC 4648 section 3.5 (decoders may refuse)",
        algorithms: EVERY,
        how: How::After(|signed| trailing_bits(&signed)),
    },
    Defect {
        id: "base64-space",
        summary: "a space in the signature",
        expected: ShouldReject,
        source: BASE64_RULE,
        algorithms: EVERY,
        how: How::After(|signed| spaced(&signed)),
    },
];

fn jwe_shaped(signed: &Compact) -> String {
    let header = json!({"alg": "RSA-OAEP-256", "enc": "A256GCM", "typ": "at+jwt"}).to_string();
    let noise = fingerprint(signed);
    let segments = [
        header.as_str(),
        &noise,
        &noise[..12],
        &signed.payload,
        &noise[..16],
    ];
    segments.map(|segment| jws::encode(segment.as_bytes())).join(".")
}

/// Hexadecimal digits that depend on the whole token and mean nothing.
fn fingerprint(signed: &Compact) -> String {
    use sha2::{Digest, Sha256};
    random::hex(&Sha256::digest(signed.join()))
}

fn deep_json(draft: &mut Draft<'_>) {
    draft
        .claims
        .set_text("deep", "[".repeat(DEPTH) + &"]".repeat(DEPTH));
}

/// The flattened syntax, RFC 7515 section 7.2.2.
fn as_json(signed: &Compact) -> String {
    json!({
        "payload": jws::encode(signed.payload.as_bytes()),
        "protected": jws::encode(signed.header.as_bytes()),
        "signature": jws::encode(&signed.signature),
    })
    .to_string()
}

fn nest(draft: &mut Draft<'_>) {
    draft.header.add("cty", "JWT");
    draft.payload_text = Some(draft.minter.mint(draft.token));
}

fn nested_foreign(draft: &mut Draft<'_>) {
    nest(draft);
    draft.signing = Signing::Stranger;
}

/// Signatures of 64 and of 256 bytes leave one byte over, so two signs are missing.
fn padded(signed: &Compact) -> String {
    signed.join() + "=="
}

fn standard_alphabet(signed: &Compact) -> String {
    let text = jws::encode(&signed.signature);
    let other = text.replace('-', "+").replace('_', "/");
    if other == text {
        // One signature in 50,000; it must not stay a good one.
        return padded(signed);
    }
    format!("{}.{other}", signed.signing_input())
}

/// The last of the characters holds two bits of the signature and four that are zero.
fn trailing_bits(signed: &Compact) -> String {
    let mut text = signed.join();
    let last = text.pop();
    text.push(match last {
        Some('A') => 'B',
        Some('Q') => 'R',
        Some('g') => 'h',
        _ => 'x',
    });
    text
}

fn spaced(signed: &Compact) -> String {
    let mut text = signed.join();
    text.insert(text.len() - 10, ' ');
    text
}
