//! Sends every defective token to real servers and prints what each of them answers, as a Markdown table.
//!
//! ```text
//! targets/external/install
//! cargo run -p conformance --example verifiers -- targets/external/fastmcp.toml targets/external/python-sdk.toml
//! ```
//!
//! Each target file must have an `[authorization]` table; the server is launched with the authorization server that
//! it trusts.
//! A row is a token, a cell is the status of `initialize` with it, in bold where a conforming server answers
//! otherwise.
//! The good token comes first and last, so that a refusal means something.

use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use conformance::launch::{Launched, launch};
use conformance::target::Target;
use conformance::transport::Limits;
use conformance::transport::http::{Connection, Endpoint};
use mock_auth_server::{Defect, Expected, Minter, Token, defects};
use serde_json::json;
use tokio::time::Instant;

/// How long a server may take to answer; after that the cell says so.
const PATIENCE: Duration = Duration::from_secs(20);

type Problem = Box<dyn std::error::Error>;

/// What one server answered: with the good token, with every defect in the table's order, with the good token again.
struct Column {
    name: String,
    control: [String; 2],
    cells: Vec<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(problem) => {
            // With standard error closed there is nobody left to tell.
            let _ = writeln!(io::stderr(), "error: {problem}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Result<(), Problem> {
    let mut columns = Vec::new();
    for path in std::env::args().skip(1) {
        writeln!(io::stderr(), "{path}")?;
        columns.push(
            column(Path::new(&path))
                .await
                .map_err(|problem| format!("{path}: {problem}"))?,
        );
    }
    if columns.is_empty() {
        return Err("no target file is given\nhint: targets/external/*.toml are some".into());
    }
    io::stdout().write_all(table(&columns).as_bytes())?;
    Ok(())
}

async fn column(path: &Path) -> Result<Column, Problem> {
    let target = Target::read(path)?;
    let launched = launch(&target, 0, |_| {}).await?;
    let column = ask(&target, &launched).await;
    launched.stop().await;
    column
}

async fn ask(target: &Target, launched: &Launched) -> Result<Column, Problem> {
    let minter = launched
        .ground
        .minter
        .as_ref()
        .ok_or("the server is open: it has no [authorization]")?;
    let endpoint = launched
        .ground
        .endpoint
        .as_ref()
        .ok_or("the server is not reached over HTTP")?;
    let protection = launched
        .claims
        .authorization
        .as_ref()
        .ok_or("it names no audience")?;
    let good = Token {
        scopes: protection.scopes.clone(),
        ..Token::for_resource(&protection.audience)
    };
    let before = status(endpoint, &minter.mint(&good)).await;
    let mut cells = Vec::new();
    for defect in defects() {
        cells.push(cell(endpoint, minter, &good, defect).await);
    }
    let after = status(endpoint, &minter.mint(&good)).await;
    Ok(Column {
        name: target.name.clone(),
        control: [before, after],
        cells,
    })
}

async fn cell(endpoint: &Endpoint, minter: &Minter, good: &Token, defect: &Defect) -> String {
    if !defect.applies_to(good) {
        return "–".to_owned();
    }
    let status = status(endpoint, &minter.mint_defective(good, defect)).await;
    if is_conforming(defect.expected, &status) {
        status
    } else {
        format!("**{status}**")
    }
}

fn is_conforming(expected: Expected, status: &str) -> bool {
    match expected {
        Expected::MustAccept => status == "200",
        Expected::MustReject | Expected::ShouldReject => status.starts_with('4'),
        Expected::Tolerated | Expected::Robust => status.starts_with(['2', '4']),
    }
}

/// The status of `initialize` with that token, or why there is none.
async fn status(endpoint: &Endpoint, token: &str) -> String {
    let limits = Limits::default();
    let deadline = deadline();
    let answered = match Connection::open(endpoint, deadline).await {
        Ok(connection) => {
            connection
                .exchange(initialize(endpoint, token).as_slice().into(), &limits, deadline)
                .await
        }
        Err(end) => Err(end),
    };
    match answered {
        Ok((_, head)) => {
            let head = String::from_utf8_lossy(&head);
            head.split(' ').nth(1).unwrap_or("no status").to_owned()
        }
        Err(end) => format!("{end:?}").to_lowercase(),
    }
}

fn deadline() -> Instant {
    Instant::now() + PATIENCE
}

fn initialize(endpoint: &Endpoint, token: &str) -> Vec<u8> {
    let body = json!({
        "jsonrpc": "2.0",
        "id": 1,
        "method": "initialize",
        "params": {
            "protocolVersion": "2025-11-25",
            "capabilities": {},
            "clientInfo": {"name": "verifiers", "version": "1.0.0"},
        },
    })
    .to_string();
    format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\nContent-Type: application/json\r\n\
         Accept: application/json, text/event-stream\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
        endpoint.target(),
        endpoint.authority(),
        body.len()
    )
    .into_bytes()
}

fn table(columns: &[Column]) -> String {
    let row = |name: &str, expected: &str, cells: &mut dyn Iterator<Item = &str>| {
        let cells: Vec<&str> = cells.collect();
        format!("| {name} | {expected} | {} |\n", cells.join(" | "))
    };
    let mut text = row(
        "token",
        "conforming",
        &mut columns.iter().map(|column| column.name.as_str()),
    );
    text += &row("---", "---", &mut columns.iter().map(|_| "---"));
    text += &row(
        "good",
        "accept",
        &mut columns.iter().map(|column| column.control[0].as_str()),
    );
    for (at, defect) in defects().iter().enumerate() {
        let cells = &mut columns.iter().map(|column| column.cells[at].as_str());
        text += &row(&format!("`{}`", defect.id), defect.expected.name(), cells);
    }
    text += &row(
        "good, again",
        "accept",
        &mut columns.iter().map(|column| column.control[1].as_str()),
    );
    text
}
