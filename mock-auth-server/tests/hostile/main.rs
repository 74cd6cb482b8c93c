//! What clients must not be able to do to the server: requests of every wrong shape, written to the socket by hand.

mod corpus;
mod crowd;
mod requests;
mod slow;

use std::time::Duration;

use mock_auth_server::{AuthServer, Settings, TEST_CLIENT_SECRET};
use serde_json::Value;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

/// Longer than any time limit of the server.
const DEADLINE: Duration = Duration::from_secs(60);

async fn start() -> AuthServer {
    AuthServer::start(Settings::default()).await.expect("a server")
}

async fn connect(server: &AuthServer) -> TcpStream {
    let address = server.issuer().trim_start_matches("http://");
    TcpStream::connect(address).await.expect("a connection")
}

/// A good request for a token.
fn token_request() -> Vec<u8> {
    let form = format!(
        "grant_type=client_credentials&client_id=proofhouse&client_secret={TEST_CLIENT_SECRET}&scope=mcp%3Atools"
    );
    post("/token", "", form.as_bytes())
}

/// A form sent to that path, with more lines of the head before its own.
fn post(path: &str, lines: &str, form: &[u8]) -> Vec<u8> {
    let head = format!(
        "POST {path} HTTP/1.1\r\nHost: a.example\r\n{lines}\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n",
        form.len()
    );
    [head.as_bytes(), form].concat()
}

/// What the server answers to these bytes and no more, up to the end of the connection.
async fn answers_to(server: &AuthServer, sent: &[u8]) -> Vec<Answer> {
    let (mut reading, mut writing) = connect(server).await.into_split();
    let write = async {
        // The server may hang up in the middle; what it answered before counts.
        let _ = writing.write_all(sent).await;
        let _ = writing.shutdown().await;
    };
    let mut heard = Vec::new();
    let read = async {
        let _ = reading.read_to_end(&mut heard).await;
    };
    timeout(DEADLINE, async { tokio::join!(write, read) })
        .await
        .expect("the server answers or hangs up");
    Answer::read_all(&heard)
}

/// Whether a token is granted to a good client, on a connection of its own.
async fn still_serves(server: &AuthServer) -> bool {
    let answers = answers_to(server, &token_request()).await;
    matches!(answers.as_slice(), [only] if only.status == 200 && only.body["access_token"].is_string())
}

#[derive(Debug, PartialEq)]
struct Answer {
    status: u16,
    /// Null where there is none or it is no JSON.
    body: Value,
}

impl Answer {
    fn read_all(mut bytes: &[u8]) -> Vec<Self> {
        let mut answers = Vec::new();
        while let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            let head = String::from_utf8_lossy(&bytes[..end]).to_ascii_lowercase();
            let status = head[9..12].parse().expect("a status");
            let length: usize = head
                .split_once("content-length: ")
                .and_then(|(_, rest)| rest.lines().next())
                .map_or(0, |length| length.parse().expect("a length"));
            let rest = &bytes[end + 4..];
            answers.push(Self {
                status,
                body: serde_json::from_slice(&rest[..length]).unwrap_or_default(),
            });
            bytes = &rest[length..];
        }
        assert!(
            bytes.is_empty(),
            "half an answer: {}",
            String::from_utf8_lossy(bytes)
        );
        answers
    }
}
