//! The few lines of ASN.1 DER that test keys need.
//!
//! Written here because the bytes are part of what we promise to repeat: they are the secret of the
//! algorithm-confusion tokens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// `AlgorithmIdentifier` of rsaEncryption (1.2.840.113549.1.1.1, NULL), RFC 8017 appendix A.1.
const RSA_ENCRYPTION: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00,
];
/// `AlgorithmIdentifier` of id-ecPublicKey on P-256, RFC 5480 section 2.1.1.
const EC_P256: &[u8] = &[
    0x30, 0x13, 0x06, 0x07, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce,
    0x3d, 0x03, 0x01, 0x07,
];
/// `AlgorithmIdentifier` of Ed25519, RFC 8410 section 3.
pub(crate) const ED25519: &[u8] = &[0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70];

/// SEQUENCE of parts that are already encoded.
pub(crate) fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    element(0x30, &parts.concat())
}

/// INTEGER, not negative, from big-endian bytes of any length.
pub(crate) fn integer(magnitude: &[u8]) -> Vec<u8> {
    let leading = magnitude.iter().take_while(|byte| **byte == 0).count();
    let mut content = magnitude[leading..].to_vec();
    if content.first().is_none_or(|byte| byte & 0x80 != 0) {
        content.insert(0, 0);
    }
    element(0x02, &content)
}

/// `SubjectPublicKeyInfo` (RFC 5280 section 4.1) of an uncompressed P-256 point.
pub(crate) fn ec_public_key(point: &[u8]) -> Vec<u8> {
    sequence(&[EC_P256, &bit_string(point)])
}

/// `SubjectPublicKeyInfo` of an Ed25519 key.
pub(crate) fn ed25519_public_key(key: &[u8]) -> Vec<u8> {
    sequence(&[ED25519, &bit_string(key)])
}

/// `SubjectPublicKeyInfo` around a DER `RSAPublicKey`.
pub(crate) fn rsa_public_key(key: &[u8]) -> Vec<u8> {
    sequence(&[RSA_ENCRYPTION, &bit_string(key)])
}

/// ECDSA-Sig-Value (RFC 3279 section 2.2.3) of the two numbers side by side.
pub(crate) fn ecdsa_signature(numbers: &[u8]) -> Vec<u8> {
    let (first, second) = numbers.split_at(numbers.len() / 2);
    sequence(&[&integer(first), &integer(second)])
}

/// PEM (RFC 7468) under that label, with lines of 64 characters and a last line feed.
pub(crate) fn pem(label: &str, content: &[u8]) -> String {
    let text = STANDARD.encode(content);
    let mut pem = format!("-----BEGIN {label}-----\n");
    let mut rest = text.as_str();
    while !rest.is_empty() {
        let (line, after) = rest.split_at(rest.len().min(64));
        pem.push_str(line);
        pem.push('\n');
        rest = after;
    }
    pem + &format!("-----END {label}-----\n")
}

/// BIT STRING of whole bytes.
pub(crate) fn bit_string(bytes: &[u8]) -> Vec<u8> {
    element(0x03, &[&[0], bytes].concat())
}

/// Any element whose content is already encoded.
pub(crate) fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut encoded = vec![tag];
    let length = content.len().to_be_bytes();
    let significant = &length[length.iter().take_while(|byte| **byte == 0).count()..];
    match significant {
        [] => encoded.push(0),
        [short] if *short < 0x80 => encoded.push(*short),
        // A length has at most eight bytes.
        long => {
            encoded.push(0x80 | u8::try_from(long.len()).unwrap_or(8));
            encoded.extend_from_slice(long);
        }
    }
    encoded.extend_from_slice(content);
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_are_minimal_and_never_negative() {
        assert_eq!(integer(&[]), [0x02, 0x01, 0x00]);
        assert_eq!(integer(&[0, 0, 1]), [0x02, 0x01, 0x01]);
        assert_eq!(integer(&[0x80]), [0x02, 0x02, 0x00, 0x80]);
    }

    #[test]
    fn lengths_from_128_on_are_written_in_the_long_form() {
        assert_eq!(&element(0x04, &[7; 127])[..2], [0x04, 0x7f]);
        assert_eq!(&element(0x04, &[7; 128])[..3], [0x04, 0x81, 0x80]);
        assert_eq!(&element(0x04, &[7; 256])[..4], [0x04, 0x82, 0x01, 0x00]);
    }
}
