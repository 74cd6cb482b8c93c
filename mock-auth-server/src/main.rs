//! The `mock-auth-server` command: an authorization server for tests, and a mint for broken tokens.

use std::io::Write;
use std::process::ExitCode;

use clap::Parser;
use mock_auth_server::cli;

/// An OAuth 2.1 authorization server whose every token can be shaped, deterministically. For tests only: its keys
/// are public.
#[derive(Debug, Parser)]
#[command(version, arg_required_else_help = true)]
struct Arguments {
    #[command(subcommand)]
    command: cli::Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    let Arguments { command } = Arguments::parse();
    match cli::run(command).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // With standard error closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr(), "error: {error}");
            ExitCode::from(2)
        }
    }
}
