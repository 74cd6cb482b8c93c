//! How a server and its tenants are started, and why they are not.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};

use serde_json::Value;

use super::hostility::Hostility;
use crate::clock::Clock;
use crate::keys::Algorithm;

/// How to start an authorization server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// What every key and identifier derives from.
    pub seed: u64,
    /// What dates the tokens.
    pub clock: Clock,
    /// Where to listen; port 0 takes a free one.
    pub bind: SocketAddr,
    /// The path of the issuer, such as `/tenant`; empty for none. Starts with a slash and does not end with one.
    pub issuer_path: String,
    /// Whether addresses other than loopback are bound. Every key and secret of this server is public.
    pub allow_non_loopback: bool,
    /// Whether programs on this machine may control the server over HTTP, below `/_control`.
    pub allow_control: bool,
    /// How the issuer at `issuer_path` behaves.
    pub tenant: TenantSettings,
    /// Whether the server speaks TLS or plain HTTP.
    pub transport: Transport,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            clock: Clock::default(),
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            issuer_path: String::new(),
            allow_non_loopback: false,
            allow_control: false,
            tenant: TenantSettings::default(),
            transport: Transport::default(),
        }
    }
}

/// What runs below HTTP.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// Plain TCP.
    #[default]
    Plain,
    /// TLS, with a certificate of a test authority that is made at start from the seed.
    Tls,
}

/// How one issuer behaves.
#[derive(Clone, Debug)]
pub struct TenantSettings {
    /// What signs its tokens.
    pub algorithm: Algorithm,
    /// What its access tokens are.
    pub token_format: TokenFormat,
    /// Whether a person is asked at the authorization endpoint.
    pub consent: Consent,
    /// Who signs in where the request has no `login_hint`.
    pub subject: String,
    /// The scopes it knows and publishes; with none of them any scope is granted.
    pub scopes: Vec<String>,
    /// Whether callers of the introspection endpoint must authenticate, as RFC 7662 section 2.1 wants.
    pub introspection: IntrospectionCallers,
    /// Whether proofs of possession need a nonce.
    pub dpop: Dpop,
    /// From where Client ID Metadata Documents and the key sets of clients are fetched.
    pub client_documents: ClientDocuments,
    /// Certificates, in PEM, of authorities that the hosts of those documents are trusted by, beside the machine's.
    pub client_document_authority: Option<String>,
    /// Issuers beside those of this process whose assertions are taken.
    pub trusted_issuers: Vec<TrustedIssuer>,
    /// How far its slow and endless hostile modes go.
    pub hostility: Hostility,
}

impl Default for TenantSettings {
    fn default() -> Self {
        Self {
            algorithm: Algorithm::Es256,
            token_format: TokenFormat::default(),
            consent: Consent::default(),
            subject: "alice".to_owned(),
            scopes: Vec::new(),
            introspection: IntrospectionCallers::default(),
            dpop: Dpop::default(),
            client_documents: ClientDocuments::default(),
            client_document_authority: None,
            trusted_issuers: Vec::new(),
            hostility: Hostility::default(),
        }
    }
}

/// What an access token is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TokenFormat {
    /// A JWT of RFC 9068.
    #[default]
    Jwt,
    /// A text that only the introspection endpoint can read.
    Opaque,
}

/// Who answers at the authorization endpoint.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Consent {
    /// The server, at once: every request that may be granted is.
    #[default]
    Headless,
    /// A person, on a page with two buttons.
    Page,
}

/// Who may introspect tokens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum IntrospectionCallers {
    /// Anybody; credentials that are given must be right. The credentials would be public ones, and several servers
    /// under test are built to send none.
    #[default]
    Anybody,
    /// Clients that authenticate.
    Authenticated,
}

/// What a proof of possession must have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Dpop {
    /// What RFC 9449 section 4.2 demands.
    #[default]
    WithoutNonce,
    /// A nonce of ours in it, too (RFC 9449 section 8).
    WithNonce,
}

/// Which Client ID Metadata Documents are fetched.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ClientDocuments {
    /// Those at `https` URLs whose host has public addresses only.
    #[default]
    Public,
    /// Private addresses too, and plain `http` on loopback.
    Private,
    /// None.
    Off,
}

/// An issuer whose assertions are taken as grants.
#[derive(Clone, Debug)]
pub struct TrustedIssuer {
    /// Its `iss`.
    pub issuer: String,
    /// Its public keys, a JSON Web Key Set.
    pub jwks: Value,
}

/// Why an authorization server, or a tenant of it, did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// The address is reachable from elsewhere.
    #[error("{0} is not a loopback address, and the keys of this server are public")]
    NotLoopback(SocketAddr),
    /// The issuer path is not a path that we can serve.
    #[error(
        "issuer path {0:?} is not empty or of the form /segment/segment, of letters, digits, '.', '_', '~' and '-'"
    )]
    IssuerPath(String),
    /// There is a tenant at that path, or the control interface.
    #[error("something is served at path {0:?} already")]
    PathTaken(String),
    /// A server has no place for more tenants.
    #[error("the server has {0} tenants, and that is the limit")]
    TooManyTenants(usize),
    /// The certificate could not be made.
    #[error("failed to make a certificate: {0}")]
    Certificate(String),
    /// The system refused the address.
    #[error("failed to listen on {address}: {error}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
}
