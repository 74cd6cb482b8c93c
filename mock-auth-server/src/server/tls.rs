//! TLS with a certificate of a test authority, both made at start from the seed.
//!
//! Their dates are fixed and their signatures deterministic, so a seed has one authority on every machine.

use std::net::IpAddr;
use std::sync::Arc;

use p256::ecdsa::signature::Signer;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::pkcs8::EncodePrivateKey;
use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyUsagePurpose,
    PKCS_ECDSA_P256_SHA256, PublicKeyData, SerialNumber, SignatureAlgorithm, date_time_ymd,
};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use super::settings::StartError;
use crate::random;

/// What a server needs to speak TLS, and what its clients need to trust it.
pub(super) struct Tls {
    pub(super) acceptor: TlsAcceptor,
    /// The authority's certificate, in PEM.
    pub(super) authority_pem: String,
}

struct Key {
    secret: SigningKey,
    point: Vec<u8>,
}

impl Key {
    fn derive(seed: u64, label: &str) -> Self {
        let secret = crate::keys::derive_es256(seed, label);
        let point = secret.verifying_key().to_sec1_point(false).as_bytes().to_vec();
        Self { secret, point }
    }
}

impl PublicKeyData for Key {
    fn der_bytes(&self) -> &[u8] {
        &self.point
    }

    fn algorithm(&self) -> &'static SignatureAlgorithm {
        &PKCS_ECDSA_P256_SHA256
    }
}

impl rcgen::SigningKey for Key {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rcgen::Error> {
        let signature: DerSignature = self.secret.sign(message);
        Ok(signature.as_bytes().to_vec())
    }
}

/// For a server at that address, by its number and as localhost.
pub(super) fn set_up(seed: u64, address: IpAddr) -> Result<Tls, StartError> {
    let refused = |error: &dyn std::fmt::Display| StartError::Certificate(error.to_string());
    let authority_key = Key::derive(seed, "tls/authority");
    let server_key = Key::derive(seed, "tls/server");
    let authority = authority(seed);
    let authority_pem = authority
        .self_signed(&authority_key)
        .map_err(|error| refused(&error))?
        .pem();
    let issuer = Issuer::from_params(&authority, &authority_key);
    let certificate = server(seed, address)
        .and_then(|parameters| parameters.signed_by(&server_key, &issuer))
        .map_err(|error| refused(&error))?;
    let secret = server_key
        .secret
        .to_pkcs8_der()
        .map_err(|error| refused(&error))?;
    let secret = PrivateKeyDer::from(PrivatePkcs8KeyDer::from(secret.as_bytes().to_vec()));
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| refused(&error))?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], secret)
        .map_err(|error| refused(&error))?;
    Ok(Tls {
        acceptor: TlsAcceptor::from(Arc::new(config)),
        authority_pem,
    })
}

fn authority(seed: u64) -> CertificateParams {
    let mut parameters = named(
        seed,
        "authority",
        "mock-auth-server test authority: trust it with nothing",
    );
    parameters.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    parameters.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    parameters
}

fn server(seed: u64, address: IpAddr) -> Result<CertificateParams, rcgen::Error> {
    let names = [
        "localhost".to_owned(),
        "127.0.0.1".to_owned(),
        "::1".to_owned(),
        address.to_string(),
    ];
    let names: std::collections::BTreeSet<String> = names.into();
    let mut parameters = named(seed, "server", "mock-auth-server");
    parameters.subject_alt_names = CertificateParams::new(Vec::from_iter(names))?.subject_alt_names;
    parameters.key_usages = vec![KeyUsagePurpose::DigitalSignature];
    parameters.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    parameters.use_authority_key_identifier_extension = true;
    Ok(parameters)
}

fn named(seed: u64, label: &str, name: &str) -> CertificateParams {
    let mut parameters = CertificateParams::default();
    parameters.distinguished_name = rcgen::DistinguishedName::new();
    parameters.distinguished_name.push(DnType::CommonName, name);
    parameters.not_before = date_time_ymd(2020, 1, 1);
    parameters.not_after = date_time_ymd(2099, 1, 1);
    let mut serial: [u8; 16] = random::bytes(seed, &format!("tls/serial/{label}"));
    // A serial number is positive (RFC 5280 section 4.1.2.2).
    serial[0] = serial[0] & 0x7f | 0x40;
    parameters.serial_number = Some(SerialNumber::from_slice(&serial));
    parameters
}
