//! The commands of the `mock-auth-server` binary, for other binaries to embed.
//!
//! Data goes to standard output, everything else to standard error.

use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};

use clap::{Args, Subcommand};

use crate::clock::Clock;
use crate::defects::{self, Defect};
use crate::keys::Algorithm;
use crate::minter::Minter;
use crate::server::{AuthServer, Settings, StartError, TEST_CLIENT_SECRET};
use crate::token::Token;

/// The issuer of minted tokens where none is given.
const DEFAULT_ISSUER: &str = "http://127.0.0.1:9400";

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Run the authorization server on loopback until interrupted
    Serve(Serve),
    /// Print one access token, good or with one defect
    #[command(after_help = "Example: mint --audience http://127.0.0.1:3000/mcp --defect audience-foreign")]
    Mint(Mint),
    /// Print the table of defects: id, what a conforming server does, what is wrong, the rule
    Defects,
    /// Print the public keys as a JSON Web Key Set
    Jwks(Jwks),
}

/// Arguments of `serve`.
#[derive(Debug, Args)]
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
    /// Date tokens by the machine's clock; without it tokens repeat byte for byte
    #[arg(long)]
    live_clock: bool,
}

/// Arguments of `mint`.
#[derive(Debug, Args)]
pub struct Mint {
    /// The resource the token is for
    #[arg(long, value_name = "URL")]
    audience: String,
    /// The issuer, exactly as the resource server knows it
    #[arg(long, value_name = "URL", default_value = DEFAULT_ISSUER)]
    issuer: String,
    /// What the keys and the token's identifier derive from
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// What tells this token from others of the same content
    #[arg(long, default_value = "token")]
    name: String,
    /// Who the token speaks for
    #[arg(long, default_value = "alice")]
    subject: String,
    /// The client it is issued to
    #[arg(long, default_value = "proofhouse")]
    client_id: String,
    /// A scope it grants; repeat for several [default: mcp:tools]
    #[arg(long = "scope", value_name = "SCOPE")]
    scopes: Vec<String>,
    #[arg(long, value_name = "ALGORITHM", help = "ES256, RS256 or EdDSA", default_value_t = Algorithm::Es256)]
    alg: Algorithm,
    /// What to break, by its id in the table of `defects`
    #[arg(long, value_name = "ID")]
    defect: Option<String>,
    /// Date the token by the machine's clock
    #[arg(long)]
    live_clock: bool,
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
    /// The table has no such defect.
    #[error("no defect {0:?}\nhint: the command `defects` prints all of them")]
    UnknownDefect(String),
    /// The token would be no different.
    #[error("the defect {defect:?} changes nothing in a token for {audience:?}")]
    NoDifference {
        /// The defect asked for.
        defect: &'static str,
        /// The audience it does not apply to.
        audience: String,
    },
    /// Standard output or standard error was closed, or the interrupt could not be waited for.
    #[error("failed to write or to wait: {0}")]
    Io(#[from] io::Error),
}

/// Runs a command to its end; `serve` ends with an interrupt.
pub async fn run(command: Command) -> Result<(), CliError> {
    match command {
        Command::Serve(arguments) => serve(arguments).await,
        Command::Mint(arguments) => print(&mint(arguments)?),
        Command::Defects => print(&table(defects::defects())),
        Command::Jwks(arguments) => {
            let jwks = Minter::new(arguments.seed, DEFAULT_ISSUER, Clock::default()).jwks();
            print(&format!("{jwks:#}"))
        }
    }
}

async fn serve(arguments: Serve) -> Result<(), CliError> {
    let server = AuthServer::start(Settings {
        seed: arguments.seed,
        clock: clock(arguments.live_clock),
        bind: SocketAddr::from((Ipv4Addr::LOCALHOST, arguments.port)),
        issuer_path: arguments.issuer_path,
        ..Settings::default()
    })
    .await?;
    writeln!(
        io::stderr(),
        "The keys of this server are public test keys, made from seed {}: trust it with nothing.\n\
         Every client id is known by the secret {TEST_CLIENT_SECRET}. Interrupt to stop.",
        arguments.seed
    )?;
    print(&format!(
        "issuer {}\njwks_uri {}",
        server.issuer(),
        server.jwks_uri()
    ))?;
    tokio::signal::ctrl_c().await?;
    Ok(())
}

fn mint(arguments: Mint) -> Result<String, CliError> {
    let minter = Minter::new(arguments.seed, &arguments.issuer, clock(arguments.live_clock));
    let mut token = Token {
        name: arguments.name,
        algorithm: arguments.alg,
        subject: arguments.subject,
        client_id: arguments.client_id,
        ..Token::for_resource(&arguments.audience)
    };
    if !arguments.scopes.is_empty() {
        token.scopes = arguments.scopes;
    }
    let Some(id) = arguments.defect else {
        return Ok(minter.mint(&token));
    };
    let defect = defects::defect(&id).ok_or(CliError::UnknownDefect(id))?;
    if !defect.applies_to(&token) {
        return Err(CliError::NoDifference {
            defect: defect.id,
            audience: token.audience,
        });
    }
    Ok(minter.mint_defective(&token, defect))
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

fn print(text: &str) -> Result<(), CliError> {
    let mut out = io::stdout().lock();
    match writeln!(out, "{text}").and_then(|()| out.flush()) {
        // A reader that has seen enough, such as `head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        outcome => Ok(outcome?),
    }
}
