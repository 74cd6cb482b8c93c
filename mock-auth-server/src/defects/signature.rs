//! Tokens that nobody the server trusts has signed.

use num_bigint::BigUint;
use serde_json::Value;

use super::Expected::{MustReject, Tolerated};
use super::{Defect, EVERY, How, another};
use crate::der;
use crate::jws::Compact;
use crate::keys::{Algorithm, EXPONENT_ONE_KEY_ID, SMALL_KEY_ID};
use crate::minter::{Draft, Signing};

const NONE_RULE: &str = "RFC 9068 section 4; RFC 8725 sections 3.1 and 3.2";
const CONFUSION_RULE: &str = "RFC 8725 sections 2.1 and 3.1";
const SIGNATURE_RULE: &str = "RFC 7515 section 5.2; RFC 9068 section 4";

const ES256: &[Algorithm] = &[Algorithm::Es256];
const RS256: &[Algorithm] = &[Algorithm::Rs256];
const RSA: &[Algorithm] = &[Algorithm::Rs256, Algorithm::Ps256];

/// The order of P-256 (SEC 2 version 2.0 section 2.4.2), big-endian.
const ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xbc,
    0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The letter cases of none are all here; in an id `l` stands for a lower and `u` for an upper letter.
pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "alg-none",
        summary: "unsigned, alg none",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("none"),
    },
    Defect {
        id: "alg-none-mixed-case",
        summary: "unsigned, alg nOnE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("nOnE"),
    },
    Defect {
        id: "alg-none-upper",
        summary: "unsigned, alg NONE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NONE"),
    },
    Defect {
        id: "alg-none-lllu",
        summary: "unsigned, alg nonE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("nonE"),
    },
    Defect {
        id: "alg-none-llul",
        summary: "unsigned, alg noNe",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("noNe"),
    },
    Defect {
        id: "alg-none-lluu",
        summary: "unsigned, alg noNE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("noNE"),
    },
    Defect {
        id: "alg-none-lull",
        summary: "unsigned, alg nOne",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("nOne"),
    },
    Defect {
        id: "alg-none-luul",
        summary: "unsigned, alg nONe",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("nONe"),
    },
    Defect {
        id: "alg-none-luuu",
        summary: "unsigned, alg nONE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("nONE"),
    },
    Defect {
        id: "alg-none-ulll",
        summary: "unsigned, alg None",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("None"),
    },
    Defect {
        id: "alg-none-ullu",
        summary: "unsigned, alg NonE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NonE"),
    },
    Defect {
        id: "alg-none-ulul",
        summary: "unsigned, alg NoNe",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NoNe"),
    },
    Defect {
        id: "alg-none-uluu",
        summary: "unsigned, alg NoNE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NoNE"),
    },
    Defect {
        id: "alg-none-uull",
        summary: "unsigned, alg NOne",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NOne"),
    },
    Defect {
        id: "alg-none-uulu",
        summary: "unsigned, alg NOnE",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NOnE"),
    },
    Defect {
        id: "alg-none-uuul",
        summary: "unsigned, alg NONe",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned("NONe"),
    },
    Defect {
        id: "alg-none-signed",
        summary: "alg none over the claims, and the signature of the trusted key over them left on",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("alg", "none")),
    },
    Defect {
        id: "alg-empty",
        summary: "unsigned, alg an empty string",
        expected: MustReject,
        source: NONE_RULE,
        algorithms: EVERY,
        how: How::Unsigned(""),
    },
    Defect {
        id: "alg-missing",
        summary: "signed by the trusted key without saying how",
        expected: MustReject,
        source: "RFC 7515 section 4.1.1; RFC 9068 section 4",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.remove("alg")),
    },
    Defect {
        id: "alg-swapped",
        summary: "signed by the trusted key, with the alg of another kind of key",
        expected: MustReject,
        source: "RFC 8725 section 3.1; RFC 7515 section 5.2",
        algorithms: EVERY,
        how: How::Before(|draft| draft.header.set("alg", another(draft.token.algorithm).name())),
    },
    Defect {
        id: "hs256-public-key-pem",
        summary: "alg HS256, the secret is the public key as PEM",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, public_pem(draft))),
    },
    Defect {
        id: "hs256-public-key-pem-trimmed",
        summary: "alg HS256, the secret is the public key as PEM without its last line feed",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, trimmed(public_pem(draft)))),
    },
    Defect {
        id: "hs256-public-key-pkcs1-pem",
        summary: "alg HS256, the secret is the public key as PEM of PKCS #1",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: RSA,
        how: How::Before(|draft| confuse(draft, draft.minter.rsa_public_key_pem().into_bytes())),
    },
    Defect {
        id: "hs256-public-key-der",
        summary: "alg HS256, the secret is the public key as DER",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, draft.minter.public_der(draft.token.algorithm))),
    },
    Defect {
        id: "hs256-public-key-jwk",
        summary: "alg HS256, the secret is the public key as its JSON text in the key set",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, public_jwk(draft))),
    },
    Defect {
        id: "hs256-public-key-jwks",
        summary: "alg HS256, the secret is the whole key set as its JSON text",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, draft.minter.jwks().to_string().into_bytes())),
    },
    Defect {
        id: "hs256-public-key-raw",
        summary: "alg HS256, the secret is the public point or the public number as it is",
        expected: MustReject,
        source: CONFUSION_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, draft.minter.public_raw(draft.token.algorithm))),
    },
    Defect {
        id: "hs256-empty-secret",
        summary: "alg HS256, the secret is empty",
        expected: MustReject,
        source: "RFC 8725 sections 3.1 and 3.5; RFC 7518 section 3.2",
        algorithms: EVERY,
        how: How::Before(|draft| confuse(draft, Vec::new())),
    },
    Defect {
        id: "key-foreign",
        summary: "signed by a stranger's key under the trusted key id",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.signing = Signing::Stranger),
    },
    Defect {
        id: "rsa-small-key",
        summary: "signed by an RSA key of 1024 bits, published nowhere but in the weak key set",
        expected: MustReject,
        source: "RFC 7518 section 3.3; RFC 8725 section 3.2",
        algorithms: RS256,
        how: How::Before(small_key),
    },
    Defect {
        id: "rsa-exponent-one",
        summary: "a signature that anybody can make, under a key of exponent 1 in the weak key set",
        expected: MustReject,
        source: "RFC 8017 section 3.1; RFC 8725 section 3.4",
        algorithms: RS256,
        how: How::Before(exponent_one),
    },
    Defect {
        id: "signature-stripped",
        summary: "the signature is empty",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::After(|signed| {
            Compact {
                signature: Vec::new(),
                ..signed
            }
            .join()
        }),
    },
    Defect {
        id: "signature-segment-missing",
        summary: "the two segments that are signed, without the third",
        expected: MustReject,
        source: "RFC 7515 sections 5.2 and 7.1; RFC 7519 section 7.2",
        algorithms: EVERY,
        how: How::After(|signed| signed.signing_input()),
    },
    Defect {
        id: "signature-truncated",
        summary: "the second half of the signature is cut off",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::After(truncated),
    },
    Defect {
        id: "signature-extended",
        summary: "one more byte behind the signature",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::After(extended),
    },
    Defect {
        id: "signature-bit-flipped",
        summary: "one bit of the signature is flipped",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::After(bit_flipped),
    },
    Defect {
        id: "signature-zero",
        summary: "the signature is zeros, which a careless ECDSA accepts for everything",
        expected: MustReject,
        source: "RFC 8725 section 3.3; RFC 7515 section 5.2",
        algorithms: EVERY,
        how: How::After(|signed| {
            Compact {
                signature: vec![0; signed.signature.len()],
                ..signed
            }
            .join()
        }),
    },
    Defect {
        id: "signature-order",
        summary: "both numbers of the signature are the order of the curve, which a careless ECDSA takes for zero",
        expected: MustReject,
        source: "RFC 8725 section 3.3; RFC 7515 section 5.2",
        algorithms: ES256,
        how: How::After(order_of_the_curve),
    },
    Defect {
        id: "signature-der",
        summary: "the signature is right, and written as DER",
        expected: MustReject,
        source: "RFC 7518 section 3.4 (64 octets)",
        algorithms: ES256,
        how: How::After(as_der),
    },
    Defect {
        id: "signature-negated",
        summary: "the second number of the signature is negated, which verifies too",
        expected: Tolerated,
        source: "RFC 7518 section 3.4 (no form is preferred)",
        algorithms: ES256,
        how: How::After(negated),
    },
    Defect {
        id: "signature-of-another-token",
        summary: "the signature of another token of the trusted key",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::Before(|draft| draft.signing = Signing::Over("another token")),
    },
    Defect {
        id: "payload-altered",
        summary: "the subject was changed after signing",
        expected: MustReject,
        source: SIGNATURE_RULE,
        algorithms: EVERY,
        how: How::After(payload_altered),
    },
];

fn confuse(draft: &mut Draft<'_>, secret: Vec<u8>) {
    draft.header.set("alg", "HS256");
    draft.signing = Signing::Hmac(secret);
}

fn public_pem(draft: &Draft<'_>) -> Vec<u8> {
    draft.minter.public_key_pem(draft.token.algorithm).into_bytes()
}

fn public_jwk(draft: &Draft<'_>) -> Vec<u8> {
    draft
        .minter
        .public_jwk(draft.token.algorithm)
        .to_string()
        .into_bytes()
}

fn truncated(mut signed: Compact) -> String {
    signed.signature.truncate(signed.signature.len() / 2);
    signed.join()
}

/// The lowest bit of the first byte: in every algorithm it is part of a number that matters.
fn bit_flipped(mut signed: Compact) -> String {
    if let Some(first) = signed.signature.first_mut() {
        *first ^= 1;
    }
    signed.join()
}

fn payload_altered(mut signed: Compact) -> String {
    if let Ok(Value::Object(mut claims)) = serde_json::from_str(&signed.payload) {
        let before = claims.insert("sub".to_owned(), "mallory-altered".into());
        if before.is_some_and(|subject| subject == "mallory-altered") {
            claims.insert("sub".to_owned(), "mallory-altered-again".into());
        }
        signed.payload = Value::Object(claims).to_string();
    }
    signed.join()
}

fn trimmed(mut pem: Vec<u8>) -> Vec<u8> {
    pem.pop();
    pem
}

fn small_key(draft: &mut Draft<'_>) {
    draft.header.set("kid", SMALL_KEY_ID);
    draft.signing = Signing::SmallRsa;
}

fn exponent_one(draft: &mut Draft<'_>) {
    draft.header.set("kid", EXPONENT_ONE_KEY_ID);
    draft.signing = Signing::ExponentOne;
}

fn extended(mut signed: Compact) -> String {
    signed.signature.push(0);
    signed.join()
}

fn order_of_the_curve(mut signed: Compact) -> String {
    signed.signature = [ORDER, ORDER].concat();
    signed.join()
}

fn as_der(mut signed: Compact) -> String {
    signed.signature = der::ecdsa_signature(&signed.signature);
    signed.join()
}

fn negated(mut signed: Compact) -> String {
    let (_, second) = signed.signature.split_at_mut(ORDER.len());
    let negated = (BigUint::from_bytes_be(&ORDER) - BigUint::from_bytes_be(second)).to_bytes_be();
    second.fill(0);
    let start = second.len() - negated.len();
    second[start..].copy_from_slice(&negated);
    signed.join()
}
