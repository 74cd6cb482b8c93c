//! The `proofhouse` command.

mod inspect;
mod interrupt;
mod reference;
mod replay;
mod run;

use std::io::Write as _;
use std::process::ExitCode;

use clap::{Parser, Subcommand};
use conformance::exit;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Holds Model Context Protocol servers to the specification, and shows the evidence.
#[derive(Parser)]
#[command(name = "proofhouse", version, about, max_term_width = 100)]
#[command(
    after_help = "Example:\n  proofhouse run --url http://127.0.0.1:3000/mcp\n\nExit codes: 0 as expected, 1 findings or a stale baseline entry, 2 usage or configuration,\n3 target unreachable, 4 nothing conclusive or a required check inconclusive, 70 a bug of ours,\n130 interrupted."
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Look at a target: the reference server of this suite, if none is named.
    Run(Box<run::Arguments>),
    /// List the checks.
    List(inspect::ListArguments),
    /// Explain a check or a requirement.
    Explain(inspect::ExplainArguments),
    /// Judge recorded transcripts again.
    Judge(inspect::JudgeArguments),
    /// Hold a recorded conversation again, with the same seed.
    Replay(replay::Arguments),
    /// Run the mock authorization server alone, mint tokens, list their defects.
    #[command(
        subcommand,
        after_help = "Example:\n  proofhouse auth-server mint --audience http://127.0.0.1:3000/mcp --defect audience-foreign"
    )]
    AuthServer(mock_auth_server::cli::Command),
    /// Serve the reference server, or one of its mutants.
    ServeReference(Box<reference::Arguments>),
}

/// What a command comes to: an exit code, or why it could not be carried out.
type Done = Result<u8, Trouble>;

/// Why a command could not be carried out, and the exit code that says so.
struct Trouble {
    code: u8,
    text: String,
}

impl Trouble {
    fn usage(error: impl std::fmt::Display) -> Self {
        Self {
            code: exit::USAGE,
            text: error.to_string(),
        }
    }
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    // Conversations wait far more than they compute, and threads that wake each other cost more than they gain. The
    // authorization server computes: signatures.
    let mut builder = match arguments.command {
        Command::AuthServer(_) => tokio::runtime::Builder::new_multi_thread(),
        _ => tokio::runtime::Builder::new_current_thread(),
    };
    let runtime = match builder.enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => {
            return fail(&Trouble {
                code: exit::BUG,
                text: format!("failed to start: {error}"),
            });
        }
    };
    let done = runtime.block_on(carry_out(arguments.command));
    runtime.shutdown_background();
    match done {
        Ok(code) => ExitCode::from(code),
        Err(trouble) => fail(&trouble),
    }
}

async fn carry_out(command: Command) -> Done {
    match command {
        Command::Run(arguments) => run::run(*arguments).await,
        Command::List(arguments) => inspect::list(&arguments),
        Command::Explain(arguments) => inspect::explain(&arguments),
        Command::Judge(arguments) => inspect::judge(&arguments),
        Command::Replay(arguments) => Box::pin(replay::replay(&arguments)).await,
        Command::AuthServer(command) => mock_auth_server::cli::run(command)
            .await
            .map(|()| exit::EXPECTED)
            .map_err(Trouble::usage),
        Command::ServeReference(arguments) => reference::serve(&arguments).await,
    }
}

fn fail(trouble: &Trouble) -> ExitCode {
    let _ = writeln!(std::io::stderr(), "error: {}", trouble.text);
    ExitCode::from(trouble.code)
}

/// Writes data to standard output. A reader that has gone away is no error.
fn say(text: &str) {
    let _ = std::io::stdout().lock().write_all(text.as_bytes());
}

/// Writes a line about the work to standard error.
fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
