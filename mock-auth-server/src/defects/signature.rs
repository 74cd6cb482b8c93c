//! Tokens that nobody the server trusts has signed, or whose header asks it to trust somebody else.

use serde_json::Value;

use super::Expected::{MustReject, Tolerated};
use super::{Defect, How};
use crate::jws::Compact;
use crate::minter::{Draft, Signing};

const NONE_RULE: &str = "RFC 9068 section 4; RFC 8725 sections 3.1 and 3.2";
const CONFUSION_RULE: &str = "RFC 8725 sections 2.1 and 3.1";
const SIGNATURE_RULE: &str = "RFC 7515 section 5.2; RFC 9068 section 4";
const HEADER_KEY_RULE: &str = "RFC 8725 section 3.10";

pub(super) static DEFECTS: &[Defect] = &[
    Defect {
        id: "alg-none",
        summary: "unsigned, alg none",
        expected: MustReject,
        source: NONE_RULE,
        how: How::Before(|draft| leave_unsigned(draft, "none")),
    },
    Defect {
        id: "alg-none-mixed-case",
        summary: "unsigned, alg nOnE",
        expected: MustReject,
        source: NONE_RULE,
        how: How::Before(|draft| leave_unsigned(draft, "nOnE")),
    },
    Defect {
        id: "alg-none-upper",
        summary: "unsigned, alg NONE",
        expected: MustReject,
        source: NONE_RULE,
        how: How::Before(|draft| leave_unsigned(draft, "NONE")),
    },
    Defect {
        id: "hs256-public-key-pem",
        summary: "alg HS256, the secret is the public key as PEM",
        expected: MustReject,
        source: CONFUSION_RULE,
        how: How::Before(|draft| confuse(draft, public_pem(draft))),
    },
    Defect {
        id: "hs256-public-key-der",
        summary: "alg HS256, the secret is the public key as DER",
        expected: MustReject,
        source: CONFUSION_RULE,
        how: How::Before(|draft| confuse(draft, draft.minter.public_der(draft.token.algorithm))),
    },
    Defect {
        id: "hs256-public-key-jwk",
        summary: "alg HS256, the secret is the public key as its JSON text in the key set",
        expected: MustReject,
        source: CONFUSION_RULE,
        how: How::Before(|draft| confuse(draft, public_jwk(draft))),
    },
    Defect {
        id: "key-foreign",
        summary: "signed by a stranger's key under the trusted key id",
        expected: MustReject,
        source: SIGNATURE_RULE,
        how: How::Before(|draft| draft.signing = Signing::Stranger),
    },
    Defect {
        id: "kid-unknown",
        summary: "signed by a stranger's key under a key id that nobody publishes",
        expected: MustReject,
        source: "RFC 7515 sections 4.1.4 and 5.2; RFC 9068 section 4",
        how: How::Before(unknown_key_id),
    },
    Defect {
        id: "kid-missing",
        summary: "signed by the trusted key without saying which",
        expected: Tolerated,
        source: "RFC 7515 section 4.1.4 (the parameter is optional)",
        how: How::Before(|draft| draft.header.remove("kid")),
    },
    Defect {
        id: "signature-stripped",
        summary: "the signature is empty",
        expected: MustReject,
        source: SIGNATURE_RULE,
        how: How::After(|signed| {
            Compact {
                signature: Vec::new(),
                ..signed
            }
            .join()
        }),
    },
    Defect {
        id: "signature-truncated",
        summary: "the second half of the signature is cut off",
        expected: MustReject,
        source: SIGNATURE_RULE,
        how: How::After(truncated),
    },
    Defect {
        id: "signature-bit-flipped",
        summary: "one bit of the signature is flipped",
        expected: MustReject,
        source: SIGNATURE_RULE,
        how: How::After(bit_flipped),
    },
    Defect {
        id: "signature-zero",
        summary: "the signature is zeros, which a careless ECDSA accepts for everything",
        expected: MustReject,
        source: "RFC 8725 section 3.3; RFC 7515 section 5.2",
        how: How::After(|signed| {
            Compact {
                signature: vec![0; signed.signature.len()],
                ..signed
            }
            .join()
        }),
    },
    Defect {
        id: "payload-altered",
        summary: "the subject was changed after signing",
        expected: MustReject,
        source: SIGNATURE_RULE,
        how: How::After(payload_altered),
    },
    Defect {
        id: "crit-unknown",
        summary: "the header declares an extension critical that nobody knows",
        expected: MustReject,
        source: "RFC 7515 section 4.1.11",
        how: How::Before(unknown_critical_extension),
    },
    Defect {
        id: "embedded-jwk",
        summary: "signed by a stranger's key that the header brings along",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        how: How::Before(embedded_jwk),
    },
    Defect {
        id: "jku-foreign",
        summary: "signed by a stranger's key, with the address of the stranger's key set in the header",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        how: How::Before(|draft| point_to_stranger(draft, "jku", "jwks.json")),
    },
    Defect {
        id: "x5u-foreign",
        summary: "signed by a stranger's key, with the address of the stranger's certificate in the header",
        expected: MustReject,
        source: HEADER_KEY_RULE,
        how: How::Before(|draft| point_to_stranger(draft, "x5u", "certificate.pem")),
    },
];

fn leave_unsigned(draft: &mut Draft<'_>, algorithm: &str) {
    draft.header.set("alg", algorithm);
    draft.signing = Signing::Bytes(Vec::new());
}

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

fn unknown_key_id(draft: &mut Draft<'_>) {
    draft.header.set("kid", "never-published");
    draft.signing = Signing::Stranger;
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
        claims.insert("sub".to_owned(), "mallory-altered".into());
        signed.payload = Value::Object(claims).to_string();
    }
    signed.join()
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
