//! The authorization server as a running thing: starts on a port, records, stops when dropped.

mod authorize;
mod bounded;
mod client;
mod client_document;
mod control;
mod delivery;
mod dpop;
pub(crate) mod form;
mod grant;
mod hostility;
mod introspection;
mod jwt;
mod metadata;
mod ordinals;
mod overrides;
mod registration;
mod reply;
mod revocation;
mod routes;
mod sealed;
mod settings;
mod tenant;
mod tls;
mod token;
mod trust;

use std::convert::Infallible;
use std::net::IpAddr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::Instant;
use tokio_rustls::TlsAcceptor;

use crate::clock::Clock;
use crate::endpoint::is_issuer_path;
use crate::meaning::TokenIdentity;
use crate::minter::Minter;
use crate::recorder::{RecordedRequest, Recorder};
use crate::transcript::AskedOfIssuer;

use delivery::CutAfter;

pub(crate) use client::read_basic;
pub use client::{TEST_CLIENT_SECRET, TEST_CLIENTS};
pub use client_document::{CLIENT_DOCUMENT_TIMEOUT, MAX_CLIENT_DOCUMENT_BYTES};
pub use hostility::Hostility;
pub(crate) use ordinals::without_loopback_ports;
pub use overrides::Override;
pub use settings::{
    ClientDocuments, Consent, Dpop, IntrospectionCallers, Settings, StartError, TenantSettings, TokenFormat,
    Transport, TrustedIssuer,
};
pub use tenant::{RegistrationError, Tenant};

/// The largest request body that is read, in bytes; a larger one is answered 413.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// How long the head of a request may take to arrive, and then its body.
pub const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// How many issuers one server has at most.
pub const MAX_TENANTS: usize = 1024;
/// The largest head of a request, in bytes; room for a token of 64 KiB in it.
const MAX_HEAD_BYTES: usize = 256 * 1024;
const MAX_CONNECTIONS: usize = 4096;
/// How long no connection is taken after one could not be, unless one ends before.
const ACCEPT_PAUSE: Duration = Duration::from_millis(10);

/// A running authorization server; it stops when dropped.
pub struct AuthServer {
    site: Arc<Site>,
    /// The issuer it was started with.
    first: Arc<Tenant>,
    /// What that issuer signed with at the start.
    minter: Minter,
    authority_pem: Option<String>,
    accepting: JoinHandle<()>,
}

/// What all requests share.
pub(crate) struct Site {
    seed: u64,
    clock: Clock,
    /// Scheme, address and port.
    origin: String,
    /// Whether the control interface is on.
    allow_control: bool,
    tenants: RwLock<Vec<Arc<Tenant>>>,
    recorder: Recorder,
    /// Every connection holds a clone.
    open: Arc<()>,
}

impl Site {
    /// The tenant at exactly that path.
    fn tenant_at(&self, path: &str) -> Option<Arc<Tenant>> {
        self.find(|tenant| tenant.path() == path)
    }

    /// The tenant of that issuer identifier.
    fn tenant_of(&self, issuer: &str) -> Option<Arc<Tenant>> {
        self.find(|tenant| tenant.issuer() == issuer)
    }

    fn find(&self, is_it: impl Fn(&Tenant) -> bool) -> Option<Arc<Tenant>> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.iter().find(|tenant| is_it(tenant)).cloned()
    }

    fn tenant_paths(&self) -> Vec<String> {
        let tenants = self.tenants.read().unwrap_or_else(PoisonError::into_inner);
        tenants.iter().map(|tenant| tenant.path().to_owned()).collect()
    }

    fn add(&self, seed: u64, path: &str, settings: TenantSettings) -> Result<Arc<Tenant>, StartError> {
        if !is_issuer_path(path) {
            return Err(StartError::IssuerPath(path.to_owned()));
        }
        if self.allow_control && control::is_control(path) {
            return Err(StartError::PathTaken(path.to_owned()));
        }
        let issuer = format!("{}{path}", self.origin);
        let tenant = Arc::new(Tenant::new(seed, path.to_owned(), issuer, self.clock, settings));
        let mut tenants = self.tenants.write().unwrap_or_else(PoisonError::into_inner);
        if tenants.iter().any(|known| known.path() == path) {
            return Err(StartError::PathTaken(path.to_owned()));
        }
        if tenants.len() >= MAX_TENANTS {
            return Err(StartError::TooManyTenants(MAX_TENANTS));
        }
        tenants.push(Arc::clone(&tenant));
        Ok(tenant)
    }
}

impl AuthServer {
    /// Starts a server; it is ready when this returns.
    ///
    /// Must be called within a Tokio runtime with its I/O and time drivers on.
    pub async fn start(settings: Settings) -> Result<Self, StartError> {
        let Settings {
            seed,
            clock,
            bind,
            issuer_path,
            allow_non_loopback,
            allow_control,
            tenant,
            transport,
        } = settings;
        if !bind.ip().is_loopback() && !allow_non_loopback {
            return Err(StartError::NotLoopback(bind));
        }
        let refused = |error| StartError::Listen { address: bind, error };
        let listener = TcpListener::bind(bind).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let (scheme, tls) = match transport {
            Transport::Plain => ("http", None),
            Transport::Tls => ("https", Some(tls::set_up(seed, address.ip())?)),
        };
        let site = Arc::new(Site {
            seed,
            clock,
            origin: format!("{scheme}://{address}"),
            allow_control,
            tenants: RwLock::default(),
            recorder: Recorder::default(),
            open: Arc::default(),
        });
        let first = site.add(seed, &issuer_path, tenant)?;
        let (acceptor, authority_pem) = tls.map(|tls| (tls.acceptor, tls.authority_pem)).unzip();
        Ok(Self {
            accepting: tokio::spawn(accept(listener, Arc::clone(&site), acceptor)),
            minter: first.minter(),
            site,
            first,
            authority_pem,
        })
    }

    /// Adds an issuer under another path, with keys of its own.
    pub fn add_tenant(&self, path: &str, settings: TenantSettings) -> Result<Arc<Tenant>, StartError> {
        self.site
            .add(tenant::seed_of(self.site.seed, path), path, settings)
    }

    /// The issuer that the server was started with.
    pub fn tenant(&self) -> &Arc<Tenant> {
        &self.first
    }

    /// The issuer at that path.
    pub fn tenant_at(&self, path: &str) -> Option<Arc<Tenant>> {
        self.site.tenant_at(path)
    }

    /// The first issuer's identifier, as it stands in metadata and tokens: no slash at the end.
    pub fn issuer(&self) -> &str {
        self.first.issuer()
    }

    /// Where the control interface is, if it is on.
    pub fn control_url(&self) -> Option<String> {
        let site = &self.site;
        site.allow_control
            .then(|| format!("{}{}", site.origin, control::PATH))
    }

    /// Where the public keys are.
    pub fn jwks_uri(&self) -> String {
        metadata::jwks_uri(self.issuer())
    }

    /// Where the browser of a person is sent to.
    pub fn authorization_endpoint(&self) -> String {
        metadata::authorization_endpoint(self.issuer())
    }

    /// Where tokens are issued.
    pub fn token_endpoint(&self) -> String {
        metadata::token_endpoint(self.issuer())
    }

    /// Where clients register.
    pub fn registration_endpoint(&self) -> String {
        metadata::registration_endpoint(self.issuer())
    }

    /// Where tokens are introspected.
    pub fn introspection_endpoint(&self) -> String {
        metadata::introspection_endpoint(self.issuer())
    }

    /// Where tokens are revoked.
    pub fn revocation_endpoint(&self) -> String {
        metadata::revocation_endpoint(self.issuer())
    }

    /// What signed the first issuer's tokens when the server started; tokens minted with it need no request.
    ///
    /// After a rotation of keys or a change of the clock, `Tenant::minter` has the keys and the clock of then.
    pub fn minter(&self) -> &Minter {
        &self.minter
    }

    /// The certificate, in PEM, of the authority that clients must trust; nothing for plain HTTP.
    pub fn authority_pem(&self) -> Option<&str> {
        self.authority_pem.as_deref()
    }

    /// How many connections are open.
    pub fn open_connections(&self) -> usize {
        Arc::strong_count(&self.site.open) - 1
    }

    /// The requests so far, in order of arrival; of very many, the last `MAX_KEPT_REQUESTS` or `MAX_KEPT_BYTES`.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.site.recorder.kept()
    }

    /// The requests so far that bring one of these tokens in a parameter or a header, in order of arrival: which
    /// of them was introspected, for example.
    pub fn asked_about(&self, tokens: &[TokenIdentity]) -> Vec<AskedOfIssuer> {
        if tokens.is_empty() {
            return Vec::new();
        }
        // Whatever takes a token is asked by POST; keys and metadata are fetched far more often.
        let requests = self.site.recorder.kept_about("POST", &tokens.iter().collect());
        requests.iter().map(AskedOfIssuer::from).collect()
    }

    /// How many requests were dropped since the start, or since `forget_requests`, to make room for later ones.
    pub fn dropped_requests(&self) -> u64 {
        self.site.recorder.dropped()
    }

    /// Forgets the requests so far and says how many that were; their numbers are not given again.
    pub fn forget_requests(&self) -> usize {
        self.site.recorder.forget()
    }
}

impl Drop for AuthServer {
    fn drop(&mut self) {
        // The connections belong to this task and end with it.
        self.accepting.abort();
    }
}

/// A server with one tenant and no port, for `overhear`.
pub(crate) fn unconnected(tenant: TenantSettings) -> Arc<Site> {
    let site = Site {
        seed: 0,
        clock: Clock::default(),
        origin: "http://127.0.0.1:9400".to_owned(),
        allow_control: false,
        tenants: RwLock::default(),
        recorder: Recorder::default(),
        open: Arc::default(),
    };
    site.add(0, "", tenant).expect("the first tenant of a server");
    Arc::new(site)
}

/// What a client hears that sends these bytes and nothing more.
pub(crate) async fn overhear(site: &Arc<Site>, bytes: &[u8]) -> Vec<u8> {
    let (mut client, server) = tokio::io::duplex(64 * 1024);
    let (mut reading, mut writing) = tokio::io::split(&mut client);
    let mut heard = Vec::new();
    let speak = async {
        // The server may hang up in the middle.
        let _ = writing.write_all(bytes).await;
        let _ = writing.shutdown().await;
    };
    let listen = reading.read_to_end(&mut heard);
    let ((), _, ()) = tokio::join!(speak, listen, converse(server, None, Arc::clone(site)));
    heard
}

async fn accept(listener: TcpListener, site: Arc<Site>, tls: Option<TlsAcceptor>) {
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let mut connections = JoinSet::new();
    loop {
        // The semaphore is never closed.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return;
        };
        while connections.try_join_next().is_some() {}
        match listener.accept().await {
            Ok((stream, _)) => {
                let (site, tls) = (Arc::clone(&site), tls.clone());
                let held = (place, Arc::clone(&site.open));
                connections.spawn(async move {
                    receive(stream, site, tls).await;
                    drop(held);
                });
            }
            // A connection that broke before we took it, or too many open files: then the end of a connection of
            // ours makes room, and nothing is gained by asking again at once.
            Err(_) => {
                let _ = tokio::time::timeout(ACCEPT_PAUSE, one_ends(&mut connections)).await;
            }
        }
    }
}

async fn one_ends(connections: &mut JoinSet<()>) {
    if connections.join_next().await.is_none() {
        std::future::pending::<()>().await;
    }
}

async fn receive(stream: TcpStream, site: Arc<Site>, tls: Option<TlsAcceptor>) {
    // Without it answers to clients that reuse a connection wait for an acknowledgement; failing costs only time.
    let _ = stream.set_nodelay(true);
    let peer = stream.peer_addr().ok().map(|address| address.ip());
    match tls {
        None => converse(stream, peer, site).await,
        Some(tls) => {
            if let Ok(Ok(stream)) = tokio::time::timeout(READ_TIMEOUT, tls.accept(stream)).await {
                converse(stream, peer, site).await;
            }
        }
    }
}

async fn converse(stream: impl AsyncRead + AsyncWrite + Unpin, peer: Option<IpAddr>, site: Arc<Site>) {
    // A fixed clock repeats its answers byte for byte.
    let has_dates = site.clock == Clock::Live;
    let (set_end, end) = watch::channel(None);
    let answer = service_fn(move |request| {
        let (site, set_end) = (Arc::clone(&site), set_end.clone());
        async move {
            let response = routes::answer(site, peer, request).await;
            if let Some(CutAfter(longest)) = response.extensions().get() {
                set_end.send_replace(Some(Instant::now() + *longest));
            }
            Ok::<_, Infallible>(response)
        }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        .auto_date_header(has_dates)
        // A client that has said all it has to say still wants its answer.
        .half_close(true)
        .serve_connection(TokioIo::new(stream), answer);
    // What the peer broke on its side is its own business, and no request of it is lost to the record.
    tokio::select! {
        _ = connection => {}
        () = delivery::cut(end) => {}
    }
}
