//! The commands of the `mock-auth-server` binary, for other binaries to embed.
//!
//! Data goes to standard output, everything else to standard error.

mod mint;

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::defects::{self, Defect};
use crate::hostile::{self, HostileError};
use crate::keys::Algorithm;
use crate::minter::Minter;
use crate::recipe::RecipeError;
use crate::server::{
    AuthServer, Consent, Dpop, Settings, StartError, TEST_CLIENT_SECRET, TenantSettings, TokenFormat,
    Transport,
};

pub use mint::Mint;

/// The issuer of minted tokens where none is given.
const DEFAULT_ISSUER: &str = "http://127.0.0.1:9400";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the authorization server on loopback until interrupted
    Serve(Serve),
    /// Print access tokens: a good one, one of any other shape, one with a defect, or one for every defect
    #[command(after_help = mint::EXAMPLES)]
    Mint(Box<Mint>),
    /// Print the table of defects: id, what a conforming server does, what is wrong, the rule
    Defects(Defects),
    /// Print the table of hostile modes: name, what is wrong, what a conforming peer does, the rule
    Hostile(Hostile),
    /// Print the public keys as a JSON Web Key Set
    Jwks(Jwks),
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a switch of the command line"
)]
pub struct Serve {
    /// Port on 127.0.0.1; 0 takes a free one
    #[arg(long, default_value_t = 0)]
    port: u16,
    /// What every key and identifier derives from
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// Path of the issuer, such as /tenant
    #[arg(long, default_value = "")]
    issuer_path: String,
    /// Path of one more issuer in the same process; may be given again
    #[arg(long = "tenant", value_name = "PATH")]
    tenants: Vec<String>,
    #[arg(long, value_name = "ALGORITHM", help = "What signs tokens: ES256, RS256, EdDSA or PS256", default_value_t = Algorithm::Es256)]
    alg: Algorithm,
    /// Issue access tokens that only the introspection endpoint can read
    #[arg(long)]
    opaque: bool,
    /// Ask a person on a page at the authorization endpoint, instead of answering at once
    #[arg(long)]
    consent_page: bool,
    /// Be wrong in one way; may be given again for other endpoints. With @/tenant for the issuer at that path, without
    /// for the first one. The command `hostile` prints the names
    #[arg(long, value_name = "NAME[@PATH]")]
    hostile: Vec<String>,
    #[arg(long, help = "Want a nonce in every DPoP proof")]
    dpop_nonce: bool,
    /// Speak TLS; the certificate of the authority that signs is written to this file
    #[arg(long, value_name = "FILE")]
    tls_authority: Option<PathBuf>,
    /// Let programs on this machine control the server over HTTP, below `/_control`
    #[arg(long)]
    control: bool,
    /// Date tokens by the machine's clock; without it tokens repeat byte for byte
    #[arg(long)]
    live_clock: bool,
}

impl Serve {
    fn tenant(&self) -> TenantSettings {
        let mut tenant = TenantSettings {
            algorithm: self.alg,
            ..TenantSettings::default()
        };
        if self.opaque {
            tenant.token_format = TokenFormat::Opaque;
        }
        if self.consent_page {
            tenant.consent = Consent::Page;
        }
        if self.dpop_nonce {
            tenant.dpop = Dpop::WithNonce;
        }
        tenant
    }
}

/// Arguments of `defects`.
#[derive(Debug, Args)]
pub struct Defects {
    /// Print the table as a page in Markdown
    #[arg(long)]
    markdown: bool,
}

/// Arguments of `hostile`.
#[derive(Debug, Args)]
pub struct Hostile {
    /// Print the table as a page in Markdown
    #[arg(long)]
    markdown: bool,
}

/// Arguments of `jwks`.
#[derive(Debug, Args)]
pub struct Jwks {
    /// What the keys derive from
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

/// Why a command did not do its work.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CliError {
    /// The server did not start.
    #[error("failed to start the authorization server: {0}")]
    Start(#[from] StartError),
    /// The token asked for cannot be minted.
    #[error(transparent)]
    Recipe(#[from] RecipeError),
    /// A hostile mode cannot be switched on.
    #[error(transparent)]
    Hostile(#[from] HostileError),
    /// A hostile mode is for an issuer that is not there.
    #[error("no issuer at path {0:?}\nhint: there are those of --issuer-path and --tenant")]
    NoIssuer(String),
    /// The certificate of the authority could not be written.
    #[error("failed to write {}: {error}", .path.display())]
    Write {
        /// Where.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Standard output or standard error was closed, or the interrupt could not be waited for.
    #[error("failed to write or to wait: {0}")]
    Io(#[from] io::Error),
}

/// Runs a command to its end; `serve` ends with an interrupt.
pub async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve(arguments) => serve(arguments).await,
        Command::Mint(arguments) => print(&mint::mint(*arguments)?),
        Command::Defects(Defects { markdown: true }) => print(defects::defects_page().trim_end()),
        Command::Defects(Defects { markdown: false }) => print(&table(defects::defects())),
        Command::Hostile(Hostile { markdown: true }) => print(hostile::hostile_page().trim_end()),
        Command::Hostile(Hostile { markdown: false }) => print(&hostile_table()),
        Command::Jwks(arguments) => {
            let jwks = Minter::new(arguments.seed, DEFAULT_ISSUER, Clock::default()).jwks();
            print(&format!("{jwks:#}"))
        }
    }
}

async fn serve(arguments: Serve) -> Result<(), CliError> {
    let tenant = arguments.tenant();
    let server = AuthServer::start(Settings {
        seed: arguments.seed,
        clock: clock(arguments.live_clock),
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)),
        issuer_path: arguments.issuer_path,
        allow_control: arguments.control,
        tenant: tenant.clone(),
        transport: arguments
            .tls_authority
            .as_ref()
            .map_or(Transport::Plain, |_| Transport::Tls),
        ..Settings::default()
    })
    .await?;
    let mut issuers = vec![Arc::clone(server.tenant())];
    for path in &arguments.tenants {
        issuers.push(server.add_tenant(path, tenant.clone())?);
    }
    for asked in &arguments.hostile {
        let (name, tenant) = match asked.split_once('@') {
            None => (asked.as_str(), server.tenant().clone()),
            Some((name, path)) => {
                let tenant = server.tenant_at(path);
                (name, tenant.ok_or_else(|| CliError::NoIssuer(path.to_owned()))?)
            }
        };
        tenant.be_hostile(name)?;
    }
    if let (Some(path), Some(pem)) = (&arguments.tls_authority, server.authority_pem()) {
        std::fs::write(path, pem).map_err(|error| CliError::Write {
            path: path.clone(),
            error,
        })?;
    }
    writeln!(
        io::stderr(),
        "The keys of this server are public test keys, made from seed {}: trust it with nothing.\n\
         Every client id is known by the secret {TEST_CLIENT_SECRET}. Interrupt to stop.",
        arguments.seed
    )?;
    for tenant in &issuers {
        print(&format!(
            "issuer {}\njwks_uri {}",
            tenant.issuer(),
            tenant.jwks_uri()
        ))?;
    }
    if let Some(url) = server.control_url() {
        print(&format!("control {url}"))?;
    }
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn clock(live: bool) -> Clock {
    if live { Clock::Live } else { Clock::default() }
}

/// One line a defect: id, expectation, summary, and the source in brackets.
fn table(defects: &[&Defect]) -> String {
    let width = defects.iter().map(|defect| defect.id.len()).max().unwrap_or(0);
    let lines = defects.iter().map(|defect| {
        format!(
            "{:width$}  {:13}  {} [{}]",
            defect.id, defect.expected, defect.summary, defect.source
        )
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// One line a mode: name, what is wrong, what to do about it, and the source in brackets.
fn hostile_table() -> String {
    let modes = || hostile::hostile_modes();
    let width = modes().map(|mode| mode.id.len()).max().unwrap_or(0);
    let lines = modes().map(|mode| {
        let source = mode
            .source
            .map(|source| format!(" [{source}]"))
            .unwrap_or_default();
        format!("{:width$}  {}; {}{source}", mode.id, mode.summary, mode.duty)
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => Ok(outcome?),
    }
}
