//! A self-signed certificate of a test key, for tokens that bring one along.
//!
//! Written by hand for the same reason as the rest of our DER: the bytes are part of what we promise to repeat.

use crate::der;
use crate::keys::{Algorithm, KeySet};

/// ecdsa-with-SHA256, RFC 5758 section 3.2.
const ECDSA_SHA256: &[u8] = &[
    0x30, 0x0a, 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02,
];
/// sha256WithRSAEncryption with NULL, RFC 4055 section 5.
const RSA_SHA256: &[u8] = &[
    0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b, 0x05, 0x00,
];
/// The attribute commonName, RFC 5280 appendix A.1.
const COMMON_NAME: &[u8] = &[0x06, 0x03, 0x55, 0x04, 0x03];

/// The DER certificate (RFC 5280 section 4.1) of the key for that algorithm, from 2024 to 2049.
///
/// The key of PS256 signs it as in RS256: it is the same key.
pub(crate) fn self_signed(keys: &KeySet, algorithm: Algorithm, name: &str) -> Vec<u8> {
    let identifier = match algorithm {
        Algorithm::Es256 => ECDSA_SHA256,
        Algorithm::Rs256 | Algorithm::Ps256 => RSA_SHA256,
        Algorithm::EdDsa => der::ED25519,
    };
    let common_name = der::sequence(&[COMMON_NAME, &der::element(0x0c, name.as_bytes())]);
    let name = der::sequence(&[&der::element(0x31, &common_name)]);
    let to_be_signed = der::sequence(&[
        // Version 3, serial number 1.
        &der::element(0xa0, &der::integer(&[2])),
        &der::integer(&[1]),
        identifier,
        &name,
        &der::sequence(&[
            &der::element(0x17, b"240101000000Z"),
            &der::element(0x17, b"491231235959Z"),
        ]),
        &name,
        &keys.public_der(algorithm),
    ]);
    let signature = match algorithm {
        Algorithm::Es256 => der::ecdsa_signature(&keys.sign(algorithm, &to_be_signed)),
        Algorithm::Rs256 | Algorithm::Ps256 => keys.sign(Algorithm::Rs256, &to_be_signed),
        Algorithm::EdDsa => keys.sign(algorithm, &to_be_signed),
    };
    der::sequence(&[&to_be_signed, identifier, &der::bit_string(&signature)])
}
