//! How fast a server answers changes no verdict.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use conformance::conversation::Ground;
use conformance::revision::{Cell, Revision, Transport};
use conformance::run::{Row, Selection};
use conformance::transport::stdio::{Source, Streams};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio::time::Instant;

use crate::bed::{self, Bed};

/// Pieces under way at the same time.
const UNDER_WAY: usize = 1024;

/// Hands on what is read, each piece as much later as is said, in order.
async fn late(mut from: impl AsyncRead + Unpin, mut to: impl AsyncWrite + Unpin, delay: Duration) {
    let (sender, mut receiver) = mpsc::channel::<(Instant, Vec<u8>)>(UNDER_WAY);
    let read = async move {
        let mut buffer = vec![0; 64 * 1024];
        while let Ok(count @ 1..) = from.read(&mut buffer).await {
            let piece = (Instant::now() + delay, buffer[..count].to_vec());
            if sender.send(piece).await.is_err() {
                break;
            }
        }
    };
    let write = async move {
        while let Some((due, piece)) = receiver.recv().await {
            tokio::time::sleep_until(due).await;
            if to.write_all(&piece).await.is_err() || to.flush().await.is_err() {
                break;
            }
        }
        let _ = to.shutdown().await;
    };
    tokio::join!(read, write);
}

/// A port behind which the server answers late.
async fn relay(server: SocketAddr, delay: Duration) -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            tokio::spawn(async move {
                let Ok(server) = TcpStream::connect(server).await else {
                    return;
                };
                let (from_client, to_client) = client.into_split();
                let (from_server, to_server) = server.into_split();
                // When the client goes, its connection to the server goes too.
                tokio::select! {
                    () = late(from_client, to_server, Duration::ZERO) => {}
                    () = late(from_server, to_client, delay) => {}
                }
            });
        }
    });
    address
}

fn slow_streams(streams: Streams, delay: Duration) -> Streams {
    let (output, input, terminate) = streams;
    let (ours, theirs) = tokio::io::duplex(64 * 1024);
    tokio::spawn(late(output, theirs, delay));
    (Box::new(ours), input, terminate)
}

async fn slow(bed: &mut Bed, delay: Duration) {
    let at = relay(bed.address(), delay).await;
    let ground: &mut Ground = Arc::get_mut(&mut bed.launched.ground).expect("nobody else has it");
    for endpoint in [&mut ground.endpoint, &mut ground.sse_endpoint] {
        endpoint.as_mut().expect("it serves HTTP").via = Some(at);
    }
    if let Some(Source::InProcess(start)) = ground.stdio.take() {
        ground.stdio = Some(Source::InProcess(Arc::new(move || slow_streams(start(), delay))));
    }
    ground.limits.answer = Duration::from_secs(10) + 20 * delay;
}

fn verdicts(rows: &[Row]) -> BTreeMap<String, String> {
    let verdict = |row: &Row| match &row.judgement {
        Ok(()) => "pass".to_owned(),
        Err(other) => format!("{other:?}"),
    };
    rows.iter()
        .map(|row| (format!("{} in {}", row.check.id, row.cell), verdict(row)))
        .collect()
}

/// The delays in milliseconds that `PROOFHOUSE_SLOW` names; by itself a short one.
#[expect(
    clippy::disallowed_methods,
    reason = "how long the test takes is chosen from outside"
)]
fn delays() -> Vec<u64> {
    let asked = std::env::var("PROOFHOUSE_SLOW").unwrap_or_else(|_| "30".to_owned());
    asked
        .split(',')
        .map(|delay| delay.parse().expect("milliseconds"))
        .collect()
}

/// One column a transport.
fn columns() -> Vec<Cell> {
    let cells = [
        (Revision::V2026_07_28, Transport::StreamableHttp),
        (Revision::V2025_11_25, Transport::Stdio),
        (Revision::V2025_06_18, Transport::HttpSse),
    ];
    cells
        .into_iter()
        .map(|(revision, transport)| Cell { revision, transport })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slow_server_gets_the_verdicts_of_a_fast_one() {
    let selection = Selection::of(&[]).expect("all checks");
    let columns = columns();
    let mut fast = bed::reference(None).await;
    let expected = verdicts(&bed::rows_in(&mut fast, &selection, columns.clone(), 8).await);
    assert!(!expected.is_empty());
    for delay in delays() {
        let mut bed = bed::reference(None).await;
        slow(&mut bed, Duration::from_millis(delay)).await;
        let found = verdicts(&bed::rows_in(&mut bed, &selection, columns.clone(), 256).await);
        let differ: Vec<_> = expected
            .iter()
            .filter(|(row, verdict)| found.get(*row) != Some(verdict))
            .map(|(row, verdict)| format!("{row}: {verdict}, slow: {:?}", found.get(row)))
            .collect();
        assert!(differ.is_empty(), "{delay} ms late: {differ:#?}");
        assert_eq!(found.len(), expected.len());
    }
}
