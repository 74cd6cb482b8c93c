//! Texts that are not a signed token, or that are one of an unreasonable size or depth.

use serde_json::json;

use super::Expected::{MustReject, Robust};
use super::{Defect, How};
use crate::jws::{self, Compact};
use crate::minter::Draft;
use crate::random;

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
        how: How::After(|signed| jwe_shaped(&signed)),
    },
    Defect {
        id: "five-segments",
        summary: "the good token with two more segments behind it",
        expected: MustReject,
        source: "RFC 7515 sections 5.2 and 7.1",
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
        how: How::After(|signed| fingerprint(&signed)),
    },
    Defect {
        id: "oversized",
        summary: "a good token with a claim of 64 KiB",
        expected: Robust,
        source: "RFC 9110 section 5.4 (servers may limit header fields, and then answer 4xx)",
        how: How::Before(|draft| draft.claims.add("padding", "a".repeat(OVERSIZE_BYTES))),
    },
    Defect {
        id: "deep-json",
        summary: "a good token with a claim of 2000 lists in lists",
        expected: Robust,
        source: "RFC 8259 section 9 (parsers may limit depth, and then refuse)",
        how: How::Before(deep_json),
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
