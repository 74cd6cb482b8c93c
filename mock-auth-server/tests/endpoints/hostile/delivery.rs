//! Answers without an end: bounded, and over when the client leaves or the server stops.

use std::time::Duration;

use mock_auth_server::{Hostility, TenantSettings};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::super::{AuthServer, start_with};

const DEADLINE: Duration = Duration::from_secs(20);
const HOUR: Duration = Duration::from_secs(3600);

/// Limits that only the one under test can meet.
const UNBOUNDED: Hostility = Hostility {
    delay: HOUR,
    pause: Duration::from_millis(20),
    longest: HOUR,
    largest: 1 << 50,
};

async fn start(mode: &str, hostility: Hostility) -> AuthServer {
    let server = start_with(TenantSettings {
        hostility,
        ..TenantSettings::default()
    })
    .await;
    server.tenant().be_hostile(mode).expect("a connection and a mode");
    server
}

async fn connect(server: &AuthServer) -> TcpStream {
    let address = server
        .issuer()
        .strip_prefix("http://")
        .expect("a connection and a mode");
    let mut stream = TcpStream::connect(address)
        .await
        .expect("a connection and a mode");
    let request = format!("GET /jwks.json HTTP/1.1\r\nhost: {address}\r\n\r\n");
    stream
        .write_all(request.as_bytes())
        .await
        .expect("a connection and a mode");
    stream
}

/// Waits, by looking again, for what no event tells.
async fn until(what: &str, is_so: impl Fn() -> bool) {
    let mut ticks = tokio::time::interval(Duration::from_millis(5));
    let waiting = async {
        while !is_so() {
            ticks.tick().await;
        }
    };
    tokio::time::timeout(DEADLINE, waiting).await.expect(what);
}

/// What comes until the connection ends, in bytes.
async fn drain(mut stream: TcpStream) -> usize {
    let reading = async {
        let (mut chunk, mut total) = (vec![0; 64 * 1024], 0);
        while let Ok(read @ 1..) = stream.read(&mut chunk).await {
            total += read;
        }
        total
    };
    tokio::time::timeout(DEADLINE, reading)
        .await
        .expect("the connection ends")
}

const TIMED: [&str; 3] = ["jwks-late", "jwks-slow", "jwks-endless"];

#[tokio::test]
async fn a_client_that_leaves_ends_the_answer() {
    // A client that closes its side may still wait for a late answer, so that one ends at the first byte nobody takes.
    let soon = Hostility {
        delay: Duration::from_secs(1),
        ..UNBOUNDED
    };
    for (mode, hostility) in TIMED.into_iter().zip([soon, UNBOUNDED, UNBOUNDED]) {
        let server = start(mode, hostility).await;
        let mut stream = connect(&server).await;
        until("the request arrives", || server.requests().len() == 1).await;
        if mode != "jwks-late" {
            stream.read_exact(&mut [0; 64]).await.unwrap();
        }
        assert_eq!(server.open_connections(), 1, "{mode}");
        drop(stream);
        until(mode, || server.open_connections() == 0).await;
    }
}

#[tokio::test]
async fn a_server_that_stops_ends_the_answer() {
    for mode in TIMED {
        let server = start(mode, UNBOUNDED).await;
        let stream = connect(&server).await;
        until("the request arrives", || server.requests().len() == 1).await;
        drop(server);
        drain(stream).await;
    }
}

#[tokio::test]
async fn a_slow_answer_lasts_no_longer_than_it_may() {
    let longest = Duration::from_millis(200);
    let server = start("jwks-slow", Hostility { longest, ..UNBOUNDED }).await;
    let seen = drain(connect(&server).await).await;
    assert!(seen > 100, "{seen}");
    until("the connection ends", || server.open_connections() == 0).await;
}

#[tokio::test]
async fn an_endless_answer_ends_for_a_client_that_stopped_reading() {
    let longest = Duration::from_millis(200);
    let server = start("jwks-endless", Hostility { longest, ..UNBOUNDED }).await;
    let stream = connect(&server).await;
    until("the request arrives", || server.requests().len() == 1).await;
    until("the connection ends", || server.open_connections() == 0).await;
    drop(stream);
}

#[tokio::test]
async fn an_endless_answer_has_no_more_bytes_than_it_may() {
    let largest = 3 << 20;
    let server = start("jwks-endless", Hostility { largest, ..UNBOUNDED }).await;
    let seen = drain(connect(&server).await).await;
    let largest = usize::try_from(largest).unwrap();
    assert!((largest..largest + largest / 100).contains(&seen), "{seen}");
}

#[tokio::test]
async fn a_late_answer_comes_when_the_longest_time_is_over() {
    let longest = Duration::from_millis(100);
    let server = start("jwks-late", Hostility { longest, ..UNBOUNDED }).await;
    let response = reqwest::get(server.jwks_uri()).await.unwrap();
    assert_eq!(response.status(), 200);
}

#[tokio::test]
async fn other_requests_are_answered_meanwhile() {
    let server = start("jwks-endless", UNBOUNDED).await;
    let mut stream = connect(&server).await;
    stream.read_exact(&mut [0; 64]).await.unwrap();
    let metadata = format!("{}/.well-known/oauth-authorization-server", server.issuer());
    let answer = tokio::time::timeout(DEADLINE, reqwest::get(&metadata))
        .await
        .unwrap();
    assert_eq!(answer.unwrap().status(), 200);
}
