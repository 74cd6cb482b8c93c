//! Client ID Metadata Documents: the client id is the URL of a document that describes the client.
//!
//! Fetching what a stranger names is how servers are made to attack their own network, so the fetch is narrow: one
//! GET to an address that was looked at first, no redirects, little size, little time.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use axum::http::StatusCode;
use axum::http::header::{ACCEPT, HOST};
use http_body_util::{BodyExt, Empty, Limited};
use hyper::body::Bytes;
use hyper_util::rt::TokioIo;
use serde_json::Value;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::client::Client;
use super::registration;
use super::reply::OauthError;
use super::settings::ClientDocuments;
use super::tenant::Tenant;

/// The largest document that is read, in bytes.
pub const MAX_CLIENT_DOCUMENT_BYTES: usize = 5 * 1024;
/// How long a document may take to arrive.
pub const CLIENT_DOCUMENT_TIMEOUT: Duration = Duration::from_secs(5);

/// Whether the client id is a URL that the tenant may fetch: `https` with a path and without a fragment, userinfo or
/// dot segments; or the same on loopback by `http` where private addresses are allowed.
pub(super) fn is_document_url(tenant: &Tenant, id: &str) -> bool {
    let documents = tenant.settings.client_documents;
    let Ok(url) = Url::parse(id) else {
        return false;
    };
    let may_be_fetched = match url.scheme() {
        "https" => documents != ClientDocuments::Off,
        "http" => documents == ClientDocuments::Private && registration::is_loopback(&url),
        _ => false,
    };
    // The parser resolves dot segments, so a text that has them is not what it was parsed to.
    may_be_fetched
        && url.as_str() == id
        && url.path() != "/"
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none()
}

/// Fetches the document and reads the client from it.
pub(super) async fn fetch(tenant: &Tenant, id: &str) -> Result<Arc<Client>, OauthError> {
    let document = fetch_json(tenant, id).await?;
    if document["client_id"] != id {
        return Err(refused("the client_id in the client's document is not its URL"));
    }
    registration::read_document(id, &document)
        .map(Arc::new)
        .map_err(|_| refused("the client's document describes no client that we serve"))
}

/// Fetches the key set at a `jwks_uri` (RFC 7591 section 2), each time anew: the client may have rotated its keys.
pub(super) async fn fetch_keys(tenant: &Tenant, uri: &str) -> Result<Value, OauthError> {
    if !is_document_url(tenant, uri) {
        return Err(refused("the jwks_uri of the client is not one that is fetched"));
    }
    fetch_json(tenant, uri).await
}

async fn fetch_json(tenant: &Tenant, url: &str) -> Result<Value, OauthError> {
    let fetched = tokio::time::timeout(CLIENT_DOCUMENT_TIMEOUT, get(tenant, url)).await;
    let document = fetched
        .map_err(|_| refused("the client's document did not arrive in time"))?
        .map_err(refused)?;
    serde_json::from_slice(&document).map_err(|_| refused("the client's document is not JSON"))
}

fn refused(says: &'static str) -> OauthError {
    OauthError::unknown_client(says)
}

async fn get(tenant: &Tenant, url: &str) -> Result<Bytes, &'static str> {
    let documents = tenant.settings.client_documents;
    let url = Url::parse(url).map_err(|_| "the client id is not a URL")?;
    let host = url.host_str().ok_or("the client id has no host")?.to_owned();
    let port = url.port_or_known_default().ok_or("the client id has no port")?;
    let address = look_up(host.trim_matches(['[', ']']), port, documents).await?;
    let stream = TcpStream::connect(address)
        .await
        .map_err(|_| "the client's document could not be reached")?;
    if url.scheme() == "http" {
        return exchange(stream, &url).await;
    }
    let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned())
        .map_err(|_| "the client id has no host name")?;
    let tls = TlsConnector::from(tls_config(tenant.settings.client_document_authority.as_deref())?)
        .connect(name, stream)
        .await
        .map_err(|_| "the host of the client's document has no certificate that we trust")?;
    exchange(tls, &url).await
}

/// One address that may be connected to; every address of the name must be allowed.
async fn look_up(host: &str, port: u16, documents: ClientDocuments) -> Result<SocketAddr, &'static str> {
    let found: Vec<SocketAddr> = tokio::net::lookup_host((host, port))
        .await
        .map_err(|_| "the host of the client's document has no address")?
        .collect();
    if documents != ClientDocuments::Private && !found.iter().all(|address| is_public(address.ip())) {
        return Err("the client's document is at a private address");
    }
    found
        .first()
        .copied()
        .ok_or("the host of the client's document has no address")
}

/// Whether the address is of the public Internet: not one of the special-purpose blocks of RFC 6890.
fn is_public(address: IpAddr) -> bool {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [first, second, third, _] = address.octets();
            !(address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_broadcast()
                || address.is_documentation()
                || address.is_multicast()
                || first == 0
                || first >= 240
                || (first == 100 && (64..128).contains(&second))
                || (first == 192 && second == 0 && third == 0)
                || (first == 198 && (18..20).contains(&second)))
        }
        // Global unicast, and neither documentation nor an embedded IPv4 address.
        IpAddr::V6(address) => {
            let segments = address.segments();
            (segments[0] & 0xe000) == 0x2000
                && !(segments[0] == 0x2001 && segments[1] == 0x0db8)
                && !(segments[0] == 0x2001 && segments[1] == 0)
                && segments[0] != 0x2002
        }
    }
}

async fn exchange(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    url: &Url,
) -> Result<Bytes, &'static str> {
    const BROKEN: &str = "the host of the client's document does not speak HTTP";
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream))
        .await
        .map_err(|_| BROKEN)?;
    let authority = &url[url::Position::BeforeHost..url::Position::AfterPort];
    let request = hyper::Request::get(&url[url::Position::BeforePath..url::Position::AfterQuery])
        .header(HOST, authority)
        .header(ACCEPT, "application/json")
        .body(Empty::<Bytes>::new())
        .map_err(|_| BROKEN)?;
    let answered = async {
        let response = sender.send_request(request).await.map_err(|_| BROKEN)?;
        if response.status() != StatusCode::OK {
            return Err("the client's document was not answered with 200");
        }
        let body = Limited::new(response.into_body(), MAX_CLIENT_DOCUMENT_BYTES);
        let read = body.collect().await;
        read.map(http_body_util::Collected::to_bytes)
            .map_err(|_| "the client's document is larger than 5120 bytes or broke off")
    };
    // The connection makes progress only while it is polled; it ends with the answer.
    tokio::select! {
        answer = answered => answer,
        Err(_) = connection => Err(BROKEN),
    }
}

/// Trusts what the machine trusts, and the authorities in `more`, in PEM.
fn tls_config(more: Option<&str>) -> Result<Arc<ClientConfig>, &'static str> {
    static OF_THE_MACHINE: OnceLock<RootCertStore> = OnceLock::new();
    let mut roots = OF_THE_MACHINE
        .get_or_init(|| {
            let mut roots = RootCertStore::empty();
            roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
            roots
        })
        .clone();
    for certificate in CertificateDer::pem_slice_iter(more.unwrap_or_default().as_bytes()) {
        let added = certificate
            .ok()
            .and_then(|certificate| roots.add(certificate).ok());
        added.ok_or("the authority for client documents is no certificate")?;
    }
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("ring has the default protocol versions")
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(Arc::new(config))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_of_the_public_internet_are_public() {
        for private in [
            "127.0.0.1",
            "10.0.0.1",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "255.255.255.255",
            "::1",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
        ] {
            assert!(!is_public(private.parse().unwrap()), "{private}");
        }
        for public in ["1.1.1.1", "93.184.215.14", "2606:4700::1111"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }
}
