//! Servers that do nothing right, each in its own way. No check may pass against any of them.

use std::io::Result;
use std::net::SocketAddr;
use std::sync::Arc;

use serde_json::{Value, json};
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpListener, TcpSocket, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

use crate::raw_http::{self, RawRequest};

/// A way to be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pole {
    /// Nothing listens.
    ClosedPort,
    /// 401 to everything.
    Unauthorized,
    /// 403 to everything.
    Forbidden,
    /// 404 to everything.
    NotFound,
    /// 500 to everything.
    ServerError,
    /// 200 and `{}` to everything.
    EmptyObject,
    /// 204 to everything.
    NoContent,
    /// A redirect to the same URL.
    RedirectLoop,
    /// A body that never ends.
    EndlessBody,
    /// Reads and never answers.
    NeverAnswers,
    /// 200 and the JSON-RPC error -32600 to everything, with the id echoed.
    InvalidRequest,
    /// 200 and the request's own body.
    Echo,
    /// Closes each connection at once.
    HangsUp,
}

/// All poles.
pub static ALL: &[Pole] = &[
    Pole::ClosedPort,
    Pole::Unauthorized,
    Pole::Forbidden,
    Pole::NotFound,
    Pole::ServerError,
    Pole::EmptyObject,
    Pole::NoContent,
    Pole::RedirectLoop,
    Pole::EndlessBody,
    Pole::NeverAnswers,
    Pole::InvalidRequest,
    Pole::Echo,
    Pole::HangsUp,
];

impl Pole {
    /// A name for reports.
    pub fn name(self) -> &'static str {
        match self {
            Self::ClosedPort => "closed-port",
            Self::Unauthorized => "status-401",
            Self::Forbidden => "status-403",
            Self::NotFound => "status-404",
            Self::ServerError => "status-500",
            Self::EmptyObject => "empty-object",
            Self::NoContent => "no-content",
            Self::RedirectLoop => "redirect-loop",
            Self::EndlessBody => "endless-body",
            Self::NeverAnswers => "never-answers",
            Self::InvalidRequest => "invalid-request",
            Self::Echo => "echo",
            Self::HangsUp => "hangs-up",
        }
    }
}

/// A pole that runs. It stops when this is dropped.
pub struct RunningPole {
    address: SocketAddr,
    /// Keeps the closed port from being given to anybody else.
    _reserved: Option<TcpSocket>,
    accepting: Option<JoinHandle<()>>,
}

impl RunningPole {
    /// The URL to test.
    pub fn url(&self) -> String {
        format!("http://{}/mcp", self.address)
    }
}

impl Drop for RunningPole {
    fn drop(&mut self) {
        if let Some(accepting) = &self.accepting {
            accepting.abort();
        }
    }
}

/// Starts a pole on a free port of the loopback interface.
pub async fn start(pole: Pole) -> Result<RunningPole> {
    if pole == Pole::ClosedPort {
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        return Ok(RunningPole {
            address: socket.local_addr()?,
            _reserved: Some(socket),
            accepting: None,
        });
    }
    let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
    let address = listener.local_addr()?;
    let accepting = tokio::spawn(accept(listener, pole, address));
    Ok(RunningPole {
        address,
        _reserved: None,
        accepting: Some(accepting),
    })
}

async fn accept(listener: TcpListener, pole: Pole, address: SocketAddr) {
    let location: Arc<str> = format!("http://{address}/mcp").into();
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let location = Arc::clone(&location);
                    // A client that breaks off is its own affair.
                    connections.spawn(async move { drop(answer(stream, pole, &location).await); });
                }
            }
            Some(_) = connections.join_next() => {}
        }
    }
}

async fn answer(mut stream: TcpStream, pole: Pole, location: &str) -> Result<()> {
    if pole == Pole::HangsUp {
        return Ok(());
    }
    let request = raw_http::read(&mut stream).await?;
    match pole {
        Pole::ClosedPort | Pole::HangsUp => Ok(()),
        Pole::Unauthorized => reply(&mut stream, "401 Unauthorized", "", b"").await,
        Pole::Forbidden => reply(&mut stream, "403 Forbidden", "", b"").await,
        Pole::NotFound => reply(&mut stream, "404 Not Found", "", b"").await,
        Pole::ServerError => reply(&mut stream, "500 Internal Server Error", "", b"").await,
        Pole::EmptyObject => reply(&mut stream, "200 OK", JSON, b"{}").await,
        Pole::NoContent => {
            stream
                .write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")
                .await
        }
        Pole::RedirectLoop => {
            reply(
                &mut stream,
                "307 Temporary Redirect",
                &format!("Location: {location}\r\n"),
                b"",
            )
            .await
        }
        Pole::EndlessBody => endless(&mut stream).await,
        // Until the client leaves, which sends nothing more.
        Pole::NeverAnswers => raw_http::read(&mut stream).await.map(drop),
        Pole::InvalidRequest => {
            reply(&mut stream, "200 OK", JSON, invalid_request(&request).as_bytes()).await
        }
        Pole::Echo => reply(&mut stream, "200 OK", JSON, &request.body).await,
    }
}

const JSON: &str = "Content-Type: application/json\r\n";

async fn reply(stream: &mut TcpStream, status: &str, headers: &str, body: &[u8]) -> Result<()> {
    let head = format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body).await
}

/// White space for ever, which a JSON reader has to wait through.
async fn endless(stream: &mut TcpStream) -> Result<()> {
    stream
        .write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n")
        .await?;
    let chunk = [b"400\r\n".as_slice(), &[b' '; 0x400], b"\r\n"].concat();
    loop {
        stream.write_all(&chunk).await?;
    }
}

fn invalid_request(request: &RawRequest) -> String {
    let id = serde_json::from_slice::<Value>(&request.body)
        .ok()
        .and_then(|body| body.get("id").cloned());
    json!({"jsonrpc": "2.0", "id": id, "error": {"code": -32600, "message": "invalid request"}}).to_string()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    /// The status that a POST gets, or nothing where there is no complete reply in time.
    async fn status(pole: Pole) -> Option<u16> {
        let running = start(pole).await.expect("starts");
        let client = reqwest::Client::builder()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("client");
        let request = client
            .post(running.url())
            .body(r#"{"jsonrpc":"2.0","id":7,"method":"ping"}"#)
            .timeout(Duration::from_millis(300));
        let reply = request.send().await.ok()?;
        let status = reply.status().as_u16();
        reply.bytes().await.ok().map(|_| status)
    }

    #[tokio::test]
    async fn each_pole_is_wrong_in_its_own_way() {
        for (pole, expected) in [
            (Pole::ClosedPort, None),
            (Pole::Unauthorized, Some(401)),
            (Pole::Forbidden, Some(403)),
            (Pole::NotFound, Some(404)),
            (Pole::ServerError, Some(500)),
            (Pole::EmptyObject, Some(200)),
            (Pole::NoContent, Some(204)),
            (Pole::RedirectLoop, Some(307)),
            (Pole::EndlessBody, None),
            (Pole::NeverAnswers, None),
            (Pole::InvalidRequest, Some(200)),
            (Pole::Echo, Some(200)),
            (Pole::HangsUp, None),
        ] {
            assert_eq!(status(pole).await, expected, "{}", pole.name());
        }
        assert_eq!(ALL.len(), 13);
    }
}
