//! The recording gateway: a proxy that a launched server is told to use.
//!
//! It connects wherever it is asked to, so that the server works as it would without it, and writes down where that was.
//! Nothing that goes through it is kept.

use std::collections::BTreeSet;
use std::io::{Error, ErrorKind, Result};
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};
use tokio::time::timeout;
use url::{Position, Url};

/// Bytes of the head of a request to the proxy.
const HEAD_BYTES: usize = 64 * 1024;

/// How long a destination may take to answer.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

type Seen = Arc<Mutex<BTreeSet<String>>>;

/// A running gateway. It stops when this is dropped.
pub struct Gateway {
    address: SocketAddr,
    seen: Seen,
    accepting: JoinHandle<()>,
}

impl Gateway {
    /// Starts one on a free port of the loopback interface.
    pub async fn start() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        let seen = Seen::default();
        let accepting = tokio::spawn(accept(listener, Arc::clone(&seen)));
        Ok(Self {
            address,
            seen,
            accepting,
        })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Its URL, for the variables that programs read.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where it was asked to connect to so far, each as `host:port` and once.
    pub fn seen(&self) -> Vec<String> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        seen.iter().cloned().collect()
    }
}

impl Drop for Gateway {
    fn drop(&mut self) {
        self.accepting.abort();
    }
}

async fn accept(listener: TcpListener, seen: Seen) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    connections.spawn(pass_on(stream, Arc::clone(&seen)));
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

/// What the head of a request asks the proxy for.
#[derive(Debug, PartialEq)]
struct Asked {
    /// `host:port`.
    destination: String,
    /// What the destination is sent first; nothing for a tunnel, whose opening is answered instead.
    first: Option<Vec<u8>>,
}

async fn pass_on(mut stream: TcpStream, seen: Seen) {
    let Ok((head, rest)) = read_head(&mut stream).await else {
        return;
    };
    let Some(asked) = read(&head) else {
        answer(&mut stream, "400 Bad Request").await;
        return;
    };
    seen.lock()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(asked.destination.clone());
    let connected = timeout(CONNECT_WITHIN, TcpStream::connect(&asked.destination)).await;
    let Ok(Ok(mut there)) = connected else {
        answer(&mut stream, "502 Bad Gateway").await;
        return;
    };
    let opened = match asked.first {
        Some(first) => there.write_all(&first).await,
        None => {
            stream
                .write_all(b"HTTP/1.1 200 Connection established\r\n\r\n")
                .await
        }
    };
    if opened.is_ok() && there.write_all(&rest).await.is_ok() {
        // Either side may end it at any time.
        let _ = copy_bidirectional(&mut stream, &mut there).await;
    }
}

async fn answer(stream: &mut TcpStream, status: &str) {
    let text = format!("HTTP/1.1 {status}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    // A caller that left gets nothing.
    let _ = stream.write_all(text.as_bytes()).await;
}

/// The head up to its empty line, and what came after it.
async fn read_head(stream: &mut TcpStream) -> Result<(Vec<u8>, Vec<u8>)> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        if let Some(end) = memchr::memmem::find(&bytes, b"\r\n\r\n") {
            let rest = bytes.split_off(end + 4);
            return Ok((bytes, rest));
        }
        let count = stream.read(&mut chunk).await?;
        if count == 0 || bytes.len() > HEAD_BYTES {
            return Err(Error::from(ErrorKind::InvalidData));
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
}

/// Reads a request to a proxy: CONNECT, or a method with a whole URL (RFC 9112 sections 3.2.2 and 3.2.3).
fn read(head: &[u8]) -> Option<Asked> {
    let text = std::str::from_utf8(head).ok()?;
    let (line, headers) = text.split_once("\r\n")?;
    let mut words = line.split(' ');
    let (method, target) = (words.next()?, words.next()?);
    if method.eq_ignore_ascii_case("CONNECT") {
        return target.contains(':').then(|| Asked {
            destination: target.to_ascii_lowercase(),
            first: None,
        });
    }
    let url = Url::parse(target).ok().filter(|url| url.scheme() == "http")?;
    let destination = format!("{}:{}", url.host_str()?, url.port_or_known_default()?);
    let path = &url[Position::BeforePath..Position::AfterQuery];
    let mut first = format!("{method} {path} HTTP/1.1\r\n");
    for header in headers.split("\r\n").filter(|header| !header.is_empty()) {
        let name = header.split(':').next().unwrap_or_default().to_ascii_lowercase();
        if ![
            "connection",
            "proxy-connection",
            "proxy-authorization",
            "keep-alive",
        ]
        .contains(&name.as_str())
        {
            first.push_str(header);
            first.push_str("\r\n");
        }
    }
    // The next request on this connection may be for somebody else.
    first.push_str("Connection: close\r\n\r\n");
    Some(Asked {
        destination,
        first: Some(first.into_bytes()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_to_a_proxy_are_read_and_no_others() {
        let destination = |head: &str| read(head.as_bytes()).map(|asked| asked.destination);
        for (head, found) in [
            (
                "CONNECT Api.example.com:443 HTTP/1.1\r\n\r\n",
                Some("api.example.com:443"),
            ),
            (
                "GET http://example.com/a?b HTTP/1.1\r\nHost: other\r\n\r\n",
                Some("example.com:80"),
            ),
            ("POST http://[::1]:81 HTTP/1.1\r\n\r\n", Some("[::1]:81")),
            ("GET /a HTTP/1.1\r\nHost: example.com\r\n\r\n", None),
            ("GET ftp://example.com/ HTTP/1.1\r\n\r\n", None),
            ("CONNECT example.com HTTP/1.1\r\n\r\n", None),
        ] {
            assert_eq!(destination(head).as_deref(), found, "{head}");
        }
    }

    #[tokio::test]
    async fn what_is_asked_for_is_fetched_and_written_down() {
        let there = targets::upstream::Upstream::start().await.expect("it starts");
        let gateway = Gateway::start().await.expect("it starts");
        let host = there.base_url().replace("http://", "");
        for request in [
            format!("GET http://{host}/plain HTTP/1.1\r\nProxy-Authorization: Basic eA==\r\n\r\n"),
            format!("CONNECT {host} HTTP/1.1\r\n\r\nGET /tunnel HTTP/1.1\r\nHost: a\r\n\r\n"),
        ] {
            let mut stream = TcpStream::connect(gateway.address()).await.expect("it listens");
            stream.write_all(request.as_bytes()).await.expect("it reads");
            let mut text = String::new();
            stream.read_to_string(&mut text).await.expect("it answers");
            assert!(text.ends_with("upstream\n"), "{text}");
        }
        let paths: Vec<String> = there.requests().into_iter().map(|request| request.path).collect();
        assert_eq!(paths, ["/plain", "/tunnel"]);
        let names = |name: &(String, String)| name.0.to_ascii_lowercase();
        assert!(
            !there.requests()[0]
                .headers
                .iter()
                .map(names)
                .any(|name| name.starts_with("proxy"))
        );
        assert_eq!(gateway.seen(), [host]);
    }

    #[tokio::test]
    async fn a_destination_that_is_not_there_is_written_down_as_well() {
        let gateway = Gateway::start().await.expect("it starts");
        let mut stream = TcpStream::connect(gateway.address()).await.expect("it listens");
        let request = b"GET http://127.0.0.1:9/ HTTP/1.1\r\n\r\n";
        stream.write_all(request).await.expect("it reads");
        let mut text = String::new();
        stream.read_to_string(&mut text).await.expect("it answers");
        assert!(text.starts_with("HTTP/1.1 502 "), "{text}");
        assert_eq!(gateway.seen(), ["127.0.0.1:9"]);
    }
}
