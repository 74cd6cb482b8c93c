//! The authorization server as a running thing: starts on a port, records, stops when dropped.

mod client;
pub(crate) mod form;
mod introspection;
mod metadata;
mod reply;
mod routes;
mod token;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::{JoinHandle, JoinSet};

use crate::clock::Clock;
use crate::minter::Minter;
use crate::recorder::{RecordedRequest, Recorder};

pub use client::{TEST_CLIENT_SECRET, TEST_CLIENTS};

/// The largest request body that is read, in bytes; a larger one is answered 413.
pub const MAX_BODY_BYTES: usize = 64 * 1024;
/// How long the head of a request may take to arrive, and then its body.
pub const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// The largest head of a request, in bytes; room for a token of 64 KiB in it.
const MAX_HEAD_BYTES: usize = 256 * 1024;
const MAX_CONNECTIONS: usize = 4096;

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
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            seed: 0,
            clock: Clock::default(),
            bind: SocketAddr::from((Ipv4Addr::LOCALHOST, 0)),
            issuer_path: String::new(),
            allow_non_loopback: false,
        }
    }
}

/// Why an authorization server did not start.
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
    /// The system refused the address.
    #[error("failed to listen on {address}: {error}")]
    Listen {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
}

/// A running authorization server; it stops when dropped.
pub struct AuthServer {
    state: Arc<State>,
    accepting: JoinHandle<()>,
}

/// What all requests share.
pub(crate) struct State {
    pub(crate) minter: Minter,
    /// The path of the issuer, empty or with a leading slash.
    pub(crate) issuer_path: String,
    pub(crate) recorder: Recorder,
    pub(crate) issued: token::Ordinals,
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
        } = settings;
        if !bind.ip().is_loopback() && !allow_non_loopback {
            return Err(StartError::NotLoopback(bind));
        }
        if !is_issuer_path(&issuer_path) {
            return Err(StartError::IssuerPath(issuer_path));
        }
        let refused = |error| StartError::Listen { address: bind, error };
        let listener = TcpListener::bind(bind).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        let state = Arc::new(State {
            minter: Minter::new(seed, &format!("http://{address}{issuer_path}"), clock),
            issuer_path,
            recorder: Recorder::default(),
            issued: token::Ordinals::default(),
        });
        let accepting = tokio::spawn(accept(listener, routes::router(&state), clock));
        Ok(Self { state, accepting })
    }

    /// The issuer identifier, as it stands in metadata and tokens: no slash at the end.
    pub fn issuer(&self) -> &str {
        self.state.minter.issuer()
    }

    /// Where the public keys are.
    pub fn jwks_uri(&self) -> String {
        metadata::jwks_uri(self.issuer())
    }

    /// Where tokens are issued.
    pub fn token_endpoint(&self) -> String {
        metadata::token_endpoint(self.issuer())
    }

    /// Where tokens are introspected.
    pub fn introspection_endpoint(&self) -> String {
        metadata::introspection_endpoint(self.issuer())
    }

    /// What signs this server's tokens; tokens minted with it need no request.
    pub fn minter(&self) -> &Minter {
        &self.state.minter
    }

    /// The requests so far, in order of arrival; of very many, the last `MAX_KEPT_REQUESTS`.
    pub fn requests(&self) -> Vec<RecordedRequest> {
        self.state.recorder.kept()
    }
}

impl Drop for AuthServer {
    fn drop(&mut self) {
        // The connections belong to this task and end with it.
        self.accepting.abort();
    }
}

fn is_issuer_path(path: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"._~-".contains(&byte);
    path.is_empty()
        || path.strip_prefix('/').is_some_and(|segments| {
            segments.split('/').all(|segment| {
                !segment.is_empty() && !matches!(segment, "." | "..") && segment.bytes().all(is_allowed)
            })
        })
}

async fn accept(listener: TcpListener, router: Router, clock: Clock) {
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
                let router = router.clone();
                connections.spawn(async move {
                    converse(stream, router, clock).await;
                    drop(place);
                });
            }
            // A connection that broke before we took it, or too many open files: others may fare better.
            Err(_) => tokio::task::yield_now().await,
        }
    }
}

async fn converse(stream: TcpStream, router: Router, clock: Clock) {
    // Without it answers to clients that reuse a connection wait for an acknowledgement; failing costs only time.
    let _ = stream.set_nodelay(true);
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT)
        .max_buf_size(MAX_HEAD_BYTES)
        // A fixed clock repeats its answers byte for byte.
        .auto_date_header(clock == Clock::Live)
        .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // What the peer broke on its side is its own business, and no request of it is lost to the record.
    let _ = connection.await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn issuer_paths_are_plain_segments() {
        for path in ["", "/tenant", "/t/aud-wrong", "/a.b_c~d"] {
            assert!(is_issuer_path(path), "{path:?}");
        }
        for path in [
            "tenant", "/", "/tenant/", "//", "/a//b", "/{x}", "/a b", "/..", "/a?b",
        ] {
            assert!(!is_issuer_path(path), "{path:?}");
        }
    }
}
