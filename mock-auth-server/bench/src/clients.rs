//! Many clients at once, each of which asks for tokens one after the other on a connection of its own.

use std::io;
use std::net::Ipv4Addr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use clap::Args;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::client::{check, is_whole, token_request};
use crate::compare::{mib, say};
use crate::process::{self, Server};
use crate::{BenchError, table};

/// Files that either side has open beside its connections.
const OTHER_FILES: u64 = 64;
/// How much the memory may grow from one third of the time to the end, and still be called flat.
const FLAT_BYTES: u64 = 1 << 20;
/// An answer that takes longer is a lost one.
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// Arguments of `clients`.
#[derive(Debug, Args)]
pub(crate) struct Clients {
    /// Clients that ask at once
    #[arg(long, default_value_t = 1000)]
    count: u32,
    /// How long they ask
    #[arg(long, default_value_t = 30)]
    seconds: u64,
    /// What signs the tokens
    #[arg(long, default_value = "EdDSA")]
    alg: String,
}

/// Runs the clients; an error where a request was lost or memory grew.
pub(crate) fn measure(program: &Path, arguments: &Clients) -> Result<String, BenchError> {
    let (needed, limit) = (
        u64::from(arguments.count) + OTHER_FILES,
        process::open_files_limit()?,
    );
    if needed > limit {
        return Err(BenchError::OpenFiles { needed, limit });
    }
    process::move_to_client_core()?;
    let server = Server::start(program, |port| {
        ["serve", "--port", &port.to_string(), "--alg", &arguments.alg]
            .map(str::to_owned)
            .to_vec()
    })?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(BenchError::io("start the clients"))?;
    let (begin, cpu_begin, start_bytes) = (Instant::now(), server.cpu_us()?, server.resident_bytes()?);
    let (outcome, warm_bytes) = runtime.block_on(run(&server, arguments))?;
    let took = begin.elapsed();
    let (cpu_us, end_bytes) = (server.cpu_us()? - cpu_begin, server.resident_bytes()?);
    let tokens = outcome.answered as f64;
    let rows = [
        ["clients".to_owned(), arguments.count.to_string()],
        ["seconds".to_owned(), format!("{:.1}", took.as_secs_f64())],
        ["tokens asked for".to_owned(), outcome.asked.to_string()],
        ["tokens received".to_owned(), outcome.answered.to_string()],
        ["lost".to_owned(), outcome.lost().to_string()],
        [
            "server CPU per token, µs".to_owned(),
            format!("{:.0}", cpu_us as f64 / tokens),
        ],
        [
            "resident memory at the start, MiB".to_owned(),
            format!("{:.1}", mib(start_bytes)),
        ],
        [
            "after a third of the time, MiB".to_owned(),
            format!("{:.1}", mib(warm_bytes)),
        ],
        ["at the end, MiB".to_owned(), format!("{:.1}", mib(end_bytes))],
    ];
    let mut table = vec![vec![format!("{} tokens", arguments.alg), String::new()]];
    table.extend(rows.map(|row| row.to_vec()));
    let report = table::render(&table);
    if outcome.lost() > 0 || outcome.answered == 0 {
        let first = outcome.first_failure.unwrap_or_default();
        return Err(BenchError::Missed(format!(
            "{report}\n\nrequests were lost; the first one: {first}"
        )));
    }
    if end_bytes > warm_bytes + FLAT_BYTES {
        return Err(BenchError::Missed(format!("{report}\n\nmemory grew")));
    }
    Ok(report)
}

#[derive(Default)]
struct Outcome {
    asked: u64,
    answered: u64,
    first_failure: Option<String>,
}

impl Outcome {
    fn lost(&self) -> u64 {
        self.asked - self.answered
    }
}

/// The outcome, and the resident memory after a third of the time.
async fn run(server: &Server, arguments: &Clients) -> Result<(Outcome, u64), BenchError> {
    let whole = Duration::from_secs(arguments.seconds);
    let deadline = Instant::now() + whole;
    let (request, answered) = (Arc::new(token_request(server.port)), Arc::new(AtomicU64::new(0)));
    let asked = Arc::new(AtomicU64::new(0));
    let mut clients = JoinSet::new();
    for _ in 0..arguments.count {
        let (request, asked, answered) = (Arc::clone(&request), Arc::clone(&asked), Arc::clone(&answered));
        let port = server.port;
        clients.spawn(async move {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await?;
            stream.set_nodelay(true)?;
            let mut answer = Vec::with_capacity(4096);
            while Instant::now() < deadline {
                asked.fetch_add(1, Ordering::Relaxed);
                tokio::time::timeout(ANSWER_WITHIN, ask(&mut stream, &request, &mut answer)).await??;
                check(&answer).map_err(io::Error::other)?;
                answered.fetch_add(1, Ordering::Relaxed);
            }
            io::Result::Ok(())
        });
    }
    tokio::time::sleep(whole / 3).await;
    let warm_bytes = server.resident_bytes()?;
    say(&format!(
        "{} tokens after a third of the time",
        answered.load(Ordering::Relaxed)
    ));
    let mut first_failure = None;
    while let Some(ended) = clients.join_next().await {
        let failure = ended.map_err(io::Error::other).and_then(|outcome| outcome).err();
        first_failure = first_failure.or(failure.map(|error| error.to_string()));
    }
    let outcome = Outcome {
        asked: asked.load(Ordering::Relaxed),
        answered: answered.load(Ordering::Relaxed),
        first_failure,
    };
    Ok((outcome, warm_bytes))
}

async fn ask(stream: &mut TcpStream, request: &[u8], answer: &mut Vec<u8>) -> io::Result<()> {
    stream.write_all(request).await?;
    answer.clear();
    while !is_whole(answer) {
        if stream.read_buf(answer).await? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
    }
    Ok(())
}
