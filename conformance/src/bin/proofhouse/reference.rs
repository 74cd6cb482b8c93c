//! `proofhouse serve-reference`.

use std::net::{Ipv4Addr, SocketAddr};
use std::os::fd::AsFd as _;
use std::path::PathBuf;

use clap::Args;
use conformance::exit;
use conformance::target::CALLBACK;
use targets::flaws;
use targets::reference::{Authorization, Issuer, OauthProxy, Settings, serve_http, serve_stdio};
use tokio::net::unix::pipe;

use super::{Done, Trouble, tell};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  proofhouse serve-reference --port 3000\n  proofhouse serve-reference --stdio --flaw stdout-noise"
)]
pub(crate) struct Arguments {
    /// Serve over standard streams.
    #[arg(long, conflicts_with = "port")]
    stdio: bool,
    /// The port on 127.0.0.1; 0 chooses a free one.
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// Take tokens of this issuer; without it the server is open.
    #[arg(long, requires = "jwks_uri")]
    issuer: Option<String>,
    /// Where the issuer's keys are.
    #[arg(long)]
    jwks_uri: Option<String>,
    /// Where the issuer tells of opaque tokens; without it none are taken.
    #[arg(long, requires = "issuer")]
    introspection_endpoint: Option<String>,
    /// Take tokens of this issuer, too.
    #[arg(long, value_name = "ISSUER", requires_all = ["issuer", "second_jwks_uri"])]
    second_issuer: Option<String>,
    /// Where the keys of that one are.
    #[arg(long, value_name = "URL", requires = "second_issuer")]
    second_jwks_uri: Option<String>,
    /// The audience that tokens must name; the endpoint's URL if not given.
    #[arg(long)]
    audience: Option<String>,
    /// A scope that tokens must carry; may be given again.
    #[arg(long)]
    scope: Vec<String>,
    /// Be an authorization server that sends people on to this authorization endpoint, and trust only its own tokens.
    #[arg(
        long,
        value_name = "URL",
        conflicts_with_all = ["issuer", "stdio"],
        requires_all = ["upstream_token", "upstream_client_id", "upstream_client_secret"]
    )]
    upstream_authorize: Option<String>,
    /// The token endpoint there.
    #[arg(long, value_name = "URL", requires = "upstream_authorize")]
    upstream_token: Option<String>,
    /// The client that it is there.
    #[arg(long, value_name = "ID", requires = "upstream_authorize")]
    upstream_client_id: Option<String>,
    /// The secret of that client.
    #[arg(long, value_name = "SECRET", requires = "upstream_authorize")]
    upstream_client_secret: Option<String>,
    /// The path that people come back to from there.
    #[arg(long, value_name = "PATH", default_value = CALLBACK)]
    callback: String,
    /// Where the fetch tool may go.
    #[arg(long)]
    upstream: Option<String>,
    /// The proxy, as host and port, that every request of its own goes through.
    #[arg(long, value_name = "ADDRESS")]
    proxy: Option<SocketAddr>,
    /// The port on 127.0.0.1 of a second worker, which has the sessions in common; without it there is none.
    #[arg(long)]
    worker_port: Option<u16>,
    /// The folder whose files a tool reads; without it there is no such tool.
    #[arg(long, value_name = "FOLDER")]
    files: Option<PathBuf>,
    /// Serve the mutant with this flaw.
    #[arg(long)]
    flaw: Option<String>,
    /// The seed of session ids and the like.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

pub(crate) async fn serve(arguments: &Arguments) -> Done {
    let mut settings = Settings {
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)),
        seed: arguments.seed,
        upstream: arguments.upstream.clone(),
        proxy: arguments.proxy,
        files: arguments.files.clone(),
        worker: arguments
            .worker_port
            .map(|port| SocketAddr::from((Ipv4Addr::LOCALHOST, port))),
        ..Settings::default()
    };
    if let Some(id) = &arguments.flaw {
        let flaw = flaws::find(id).ok_or_else(|| {
            let hint = conformance::target::nearest(id, flaws::ALL.iter().map(|flaw| flaw.id));
            Trouble::usage(format!(
                "there is no flaw {id:?}{}",
                hint.map(|id| format!("\nhint: did you mean {id:?}?"))
                    .unwrap_or_default()
            ))
        })?;
        (flaw.apply)(&mut settings.behaviour);
    }
    if arguments.stdio {
        let served = match pipes() {
            Ok((input, output)) => serve_stdio(settings, input, output).await,
            Err(_) => serve_stdio(settings, tokio::io::stdin(), tokio::io::stdout()).await,
        };
        return served.map(|()| exit::EXPECTED).map_err(Trouble::usage);
    }
    settings.authorization =
        arguments
            .issuer
            .clone()
            .zip(arguments.jwks_uri.clone())
            .map(|(issuer, jwks_uri)| Authorization {
                issuer,
                jwks_uri,
                introspection_endpoint: arguments.introspection_endpoint.clone(),
                audience: arguments.audience.clone(),
                scopes: arguments.scope.clone(),
                second: second(arguments),
            });
    settings.oauth_proxy = oauth_proxy(arguments);
    let running = serve_http(settings)
        .await
        .map_err(|error| Trouble::usage(format!("failed to listen on port {}: {error}", arguments.port)))?;
    tell(&format!("serving {} until ctrl-C", running.url()));
    ended().await;
    Ok(exit::EXPECTED)
}

fn second(arguments: &Arguments) -> Option<Issuer> {
    Some(Issuer {
        issuer: arguments.second_issuer.clone()?,
        jwks_uri: arguments.second_jwks_uri.clone()?,
    })
}

fn oauth_proxy(arguments: &Arguments) -> Option<OauthProxy> {
    Some(OauthProxy {
        authorization_endpoint: arguments.upstream_authorize.clone()?,
        token_endpoint: arguments.upstream_token.clone()?,
        client_id: arguments.upstream_client_id.clone()?,
        client_secret: arguments.upstream_client_secret.clone()?,
        callback: arguments.callback.clone(),
        scopes: arguments.scope.clone(),
    })
}

/// The standard streams where they are pipes, which need no threads to wait for them.
fn pipes() -> std::io::Result<(pipe::Receiver, pipe::Sender)> {
    let input = std::io::stdin().as_fd().try_clone_to_owned()?;
    let output = std::io::stdout().as_fd().try_clone_to_owned()?;
    Ok((
        pipe::Receiver::from_owned_fd(input)?,
        pipe::Sender::from_owned_fd(output)?,
    ))
}

/// Waits for ctrl-C or a request to end.
async fn ended() {
    use tokio::signal::unix::{SignalKind, signal};
    let Ok(mut terminate) = signal(SignalKind::terminate()) else {
        return std::future::pending().await;
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        _ = terminate.recv() => {}
    }
}
