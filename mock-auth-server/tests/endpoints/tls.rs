//! TLS with the authority that was made at start.

use std::sync::Arc;

use mock_auth_server::{AuthServer, Settings, Transport};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};

async fn start(seed: u64) -> AuthServer {
    AuthServer::start(Settings {
        seed,
        transport: Transport::Tls,
        ..Settings::default()
    })
    .await
    .expect("a good answer")
}

/// The metadata, read under that name by a client that trusts that authority alone.
async fn metadata(server: &AuthServer, authority: &str, name: &'static str) -> std::io::Result<Value> {
    let mut roots = RootCertStore::empty();
    roots
        .add(CertificateDer::from_pem_slice(authority.as_bytes()).expect("a good answer"))
        .expect("a good answer");
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("a good answer")
        .with_root_certificates(roots)
        .with_no_client_auth();
    let stream = TcpStream::connect(server.issuer().trim_start_matches("https://")).await?;
    let name = ServerName::try_from(name).expect("a good answer");
    let mut tls = TlsConnector::from(Arc::new(config)).connect(name, stream).await?;
    tls.write_all(
        b"GET /.well-known/oauth-authorization-server HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n",
    )
    .await?;
    let mut answer = Vec::new();
    let _ = tls.read_to_end(&mut answer).await;
    let text = String::from_utf8_lossy(&answer).into_owned();
    let (_, body) = text.split_once("\r\n\r\n").expect("a head");
    Ok(serde_json::from_str(body).expect("JSON"))
}

#[tokio::test]
async fn a_client_that_trusts_the_authority_reads_https_endpoints() {
    let server = start(0).await;
    assert!(server.issuer().starts_with("https://127.0.0.1:"));
    let authority = server.authority_pem().unwrap();
    for name in ["127.0.0.1", "localhost"] {
        let metadata = metadata(&server, authority, name).await.unwrap();
        assert_eq!(metadata["issuer"], server.issuer());
    }
    assert!(metadata(&server, authority, "foreign.example").await.is_err());
}

#[tokio::test]
async fn the_authority_repeats_with_the_seed_and_no_other_is_trusted() {
    let (one, same, other) = (start(0).await, start(0).await, start(1).await);
    assert_eq!(one.authority_pem(), same.authority_pem());
    assert_ne!(one.authority_pem(), other.authority_pem());
    assert!(
        metadata(&one, other.authority_pem().unwrap(), "localhost")
            .await
            .is_err()
    );
}

#[tokio::test]
async fn a_plain_server_has_no_authority() {
    assert!(super::start().await.authority_pem().is_none());
}
