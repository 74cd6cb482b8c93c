//! Measures the authorization server: beside others of its kind, and under many clients.
//!
//! Figures of a machine that does other work are only good beside figures of the same run, so what is compared takes
//! turns, and work is counted in the processor time of the server, not in the time that went by.

#![expect(clippy::disallowed_methods, reason = "a benchmark reads the time and waits")]
#![expect(clippy::cast_precision_loss, reason = "times and counts are far below 2^52")]

mod client;
mod clients;
mod compare;
mod process;
mod signature;
mod table;

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// The processor that servers run on.
const SERVER_CORE: usize = 0;
/// The processor that clients run on.
const CLIENT_CORE: usize = 1;

/// Measures the authorization server; `mock-auth-server/bench/run` builds and installs what it needs
#[derive(Debug, Parser)]
struct Arguments {
    /// The binary of the authorization server
    #[arg(long, default_value = "target/release/mock-auth-server")]
    server: PathBuf,
    /// The folder that the peers are installed in
    #[arg(long, default_value = "mock-auth-server/bench/peers")]
    peers: PathBuf,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Compare the cost of a token, the start and the memory with those of oauth2-mock-server and oidc-provider
    Compare(compare::Compare),
    /// Ask for tokens from many clients at once, and see that none goes without and that memory stays flat
    Clients(clients::Clients),
    /// Print the processor time, in microseconds, of one bare RSA signature
    #[command(hide = true)]
    Signature(signature::Signature),
}

/// Why nothing was measured, or what was measured is bad.
#[derive(Debug, thiserror::Error)]
enum BenchError {
    #[error("failed to {what}: {error}")]
    Io { what: String, error: io::Error },
    #[error("{0} did not answer its metadata within ten seconds")]
    NotReady(String),
    #[error("the token endpoint answered {0:?}")]
    Answer(String),
    #[error("{what} printed {found:?} where a number belongs")]
    Number { what: String, found: String },
    #[error(
        "{needed} files must be open at once and the limit is {limit}\nhint: raise it with `ulimit -n {needed}`"
    )]
    OpenFiles { needed: u64, limit: u64 },
    #[error("{0}")]
    Missed(String),
}

impl BenchError {
    /// For `map_err`: names what was tried.
    fn io(what: impl Into<String>) -> impl FnOnce(io::Error) -> Self {
        let what = what.into();
        |error| Self::Io { what, error }
    }
}

fn main() -> ExitCode {
    let Arguments {
        server,
        peers,
        command,
    } = Arguments::parse();
    let outcome = match command {
        Command::Compare(arguments) => compare::compare(&server, &peers, &arguments),
        Command::Clients(arguments) => clients::measure(&server, &arguments),
        Command::Signature(arguments) => signature::measure(&arguments),
    };
    match outcome.and_then(|report| {
        writeln!(io::stdout(), "{report}").map_err(BenchError::io("write to standard output"))
    }) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: {error}");
            ExitCode::FAILURE
        }
    }
}
