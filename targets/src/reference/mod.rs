//! The reference server: a correct MCP server, written by hand, that speaks both eras.
//!
//! It is deliberately plain. Where the specification leaves a choice it takes the strict one,
//! unless strictness would refuse a client that the specification lets do what it does.
//! Everything it chooses comes from [`Settings::seed`], so that a run can be repeated.
//! The one exception is the expiry inside `requestState`, which is a point in time rounded to minutes.

mod authorize;
mod batch;
mod call;
mod clock;
mod dialogue;
mod features;
mod http;
mod ids;
mod json;
mod message;
mod metadata;
mod proxy;
mod questions;
mod revision;
mod server;
mod stdio;

use std::io::Result;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpSocket};
use tokio::task::JoinHandle;

use self::server::Server;
use crate::behaviour::{AudienceCheck, Behaviour, HttpBehaviour, SessionLookup, WorkerBehaviour};

/// How to run a reference server.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Where to listen. Port 0 picks a free one.
    pub bind: SocketAddr,
    /// Seed of every id that the server makes.
    pub seed: u64,
    /// Makes the server an OAuth resource server. Without it the server is open.
    pub authorization: Option<Authorization>,
    /// Makes it an authorization server too, which sends people on to another one. Then it trusts its own tokens alone.
    pub oauth_proxy: Option<OauthProxy>,
    /// The only base URL that the `fetch` tool may call. Without it, any loopback URL.
    pub upstream: Option<String>,
    /// The proxy that every request of its own goes through.
    pub proxy: Option<SocketAddr>,
    /// The folder that `read_note` reads from. Without it there is no such tool.
    pub files: Option<PathBuf>,
    /// Where a second worker listens, which has the sessions in common with the first. Without it there is none.
    pub worker: Option<SocketAddr>,
    /// What the server does; the default is correct.
    pub behaviour: Behaviour,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 0)),
            seed: 0,
            authorization: None,
            oauth_proxy: None,
            upstream: None,
            proxy: None,
            files: None,
            worker: None,
            behaviour: Behaviour::default(),
        }
    }
}

/// Whose tokens the server trusts.
#[derive(Clone, Debug)]
pub struct Authorization {
    /// The exact `iss` of good tokens.
    pub issuer: String,
    /// Where the issuer publishes its keys: a plain `http` URL.
    pub jwks_uri: String,
    /// Where the issuer tells of opaque tokens: a plain `http` URL. Without it there are none.
    pub introspection_endpoint: Option<String>,
    /// The exact `aud` of good tokens. Without it, the URL of the MCP endpoint.
    pub audience: Option<String>,
    /// Scopes that every token must have.
    pub scopes: Vec<String>,
    /// Another issuer whose tokens are as good.
    pub second: Option<Issuer>,
}

/// An issuer of tokens.
#[derive(Clone, Debug)]
pub struct Issuer {
    /// The exact `iss` of its tokens.
    pub issuer: String,
    /// Where it publishes its keys: a plain `http` URL.
    pub jwks_uri: String,
}

/// Where people sign in who come to the server as an authorization server.
#[derive(Clone, Debug)]
pub struct OauthProxy {
    /// Where browsers are sent.
    pub authorization_endpoint: String,
    /// Where codes are exchanged: a plain `http` URL.
    pub token_endpoint: String,
    /// The one client that the server is there.
    pub client_id: String,
    /// The secret of that client.
    pub client_secret: String,
    /// The path that browsers come back to.
    pub callback: String,
    /// Scopes that every token of the server's has.
    pub scopes: Vec<String>,
}

/// A server that listens. It stops when this is dropped.
pub struct Running {
    server: Arc<Server>,
    address: SocketAddr,
    accepting: JoinHandle<()>,
    worker: Option<Worker>,
    /// The socket that only a flaw has.
    _elsewhere: Option<TcpListener>,
}

/// A second listener of one deployment.
struct Worker {
    server: Arc<Server>,
    accepting: JoinHandle<()>,
}

impl Running {
    /// The URL of the MCP endpoint.
    pub fn url(&self) -> String {
        self.server.url()
    }

    /// The address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The address that the second worker listens on.
    pub fn worker_address(&self) -> Option<SocketAddr> {
        self.worker.as_ref().and_then(|worker| worker.server.address)
    }

    /// The URL of the MCP endpoint at the second worker.
    pub fn worker_url(&self) -> Option<String> {
        self.worker.as_ref().map(|worker| worker.server.url())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.accepting.abort();
        self.server.stop();
        if let Some(worker) = &self.worker {
            worker.accepting.abort();
            worker.server.stop();
        }
    }
}

/// Starts a server on Streamable HTTP.
pub async fn serve_http(settings: Settings) -> Result<Running> {
    let listener = TcpListener::bind(settings.bind).await?;
    let address = listener.local_addr()?;
    let elsewhere = match settings.behaviour.http {
        HttpBehaviour::ListensElsewhere => Some(listen_elsewhere(address.port())?),
        _ => None,
    };
    // Both before anything is served: whoever finds a port taken has taken none.
    let second = match settings.worker {
        Some(bind) => Some((TcpListener::bind(bind).await?, settings.clone())),
        None => None,
    };
    let server = Arc::new(Server::new(settings, Some(address)));
    let accepting = tokio::spawn(http::accept(listener, Arc::clone(&server)));
    let worker = match second {
        Some((listener, settings)) => Some(serve_beside(&server, listener, settings)?),
        None => None,
    };
    Ok(Running {
        worker,
        server,
        address,
        accepting,
        _elsewhere: elsewhere,
    })
}

/// Serves the same sessions at another address.
fn serve_beside(first: &Server, listener: TcpListener, mut settings: Settings) -> Result<Worker> {
    let address = listener.local_addr()?;
    let behaviour = &mut settings.behaviour;
    match behaviour.session.worker {
        WorkerBehaviour::Alike => {}
        WorkerBehaviour::Unbound => behaviour.session.lookup = SessionLookup::Unbound,
        WorkerBehaviour::AnyAudience => behaviour.token.audience = AudienceCheck::Any,
        WorkerBehaviour::EndedServed => behaviour.session.lookup = SessionLookup::EndedServed,
    }
    // Tokens are for the deployment, and ids are no worker's alone.
    if let Some(authorization) = settings.authorization.as_mut() {
        authorization.audience = Some(first.resource());
    }
    settings.seed = settings.seed.wrapping_add(1 << 32);
    let server = Arc::new(Server::beside(first, settings, address));
    let accepting = tokio::spawn(http::accept(listener, Arc::clone(&server)));
    Ok(Worker { server, accepting })
}

/// Listens at an address for documentation (RFC 5737), which no machine has: it shows where sockets are listed, and
/// nobody can reach it. Only a flaw does this.
fn listen_elsewhere(port: u16) -> Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // Elsewhere than on Linux the address is refused, and so is the flaw.
    #[cfg(target_os = "linux")]
    rustix::net::sockopt::set_ip_freebind(&socket, true)?;
    socket.bind(SocketAddr::from(([192, 0, 2, 1], port)))?;
    socket.listen(1)
}

/// Serves one client over a pair of byte streams until the input ends.
pub async fn serve_stdio(
    settings: Settings,
    input: impl AsyncRead + Send + Unpin,
    output: impl AsyncWrite + Send + Unpin,
) -> Result<()> {
    let server = Arc::new(Server::new(settings, None));
    let outcome = stdio::serve(&server, input, output).await;
    server.stop();
    outcome
}
