//! Requests over plain HTTP/1.1: for key sets, introspection, token exchange and the `fetch` tool.
//!
//! It follows no redirects, keeps no connections and gives up after a time limit, since what it calls is not trusted.

use std::io::{Error, ErrorKind, Result};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use url::Url;

const TIME_LIMIT: Duration = Duration::from_secs(10);

/// What came back.
pub(crate) struct Fetched {
    pub(crate) status: u16,
    pub(crate) body: Vec<u8>,
}

/// What fetches, directly or through a proxy.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Client {
    /// The proxy that everything goes through.
    pub(crate) proxy: Option<SocketAddr>,
}

impl Client {
    /// Gets `url`, sending `headers`, and reads at most `limit` bytes of the reply, head included.
    pub(crate) async fn get(self, url: &Url, headers: &[(&str, &str)], limit: usize) -> Result<Fetched> {
        self.send("GET", url, headers, b"", limit).await
    }

    /// Posts `body` to `url`, and otherwise as [`Client::get`].
    pub(crate) async fn post(
        self,
        url: &Url,
        headers: &[(&str, &str)],
        body: &[u8],
        limit: usize,
    ) -> Result<Fetched> {
        self.send("POST", url, headers, body, limit).await
    }

    async fn send(
        self,
        method: &str,
        url: &Url,
        headers: &[(&str, &str)],
        body: &[u8],
        limit: usize,
    ) -> Result<Fetched> {
        let exchanged = async {
            let mut stream = self.connect(url).await?;
            let head = self.head(method, url, headers, body)?;
            stream.write_all(&[head.as_bytes(), body].concat()).await?;
            read_reply(&mut stream, limit).await
        };
        tokio::time::timeout(TIME_LIMIT, exchanged)
            .await
            .unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut, "no reply within 10 s")))
    }

    async fn connect(self, url: &Url) -> Result<TcpStream> {
        if url.scheme() != "http" {
            return Err(Error::new(ErrorKind::Unsupported, "only http URLs are fetched"));
        }
        if let Some(proxy) = self.proxy {
            return TcpStream::connect(proxy).await;
        }
        let (host, port) = place(url)?;
        TcpStream::connect((host.trim_matches(['[', ']']), port)).await
    }

    fn head(self, method: &str, url: &Url, headers: &[(&str, &str)], body: &[u8]) -> Result<String> {
        let (host, port) = place(url)?;
        let path = &url[url::Position::BeforePath..url::Position::AfterQuery];
        // A proxy is told the whole URL (RFC 9112 section 3.2.2).
        let target = match self.proxy {
            Some(_) => format!("http://{host}:{port}{path}"),
            None => path.to_owned(),
        };
        let mut head = format!(
            "{method} {target} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\nConnection: close\r\n"
        );
        for (name, value) in headers {
            head.extend([name, ": ", value, "\r\n"]);
        }
        if !body.is_empty() {
            head.extend(["Content-Length: ", &body.len().to_string(), "\r\n"]);
        }
        head.push_str("\r\n");
        Ok(head)
    }
}

fn place(url: &Url) -> Result<(&str, u16)> {
    let host = url.host_str().ok_or_else(|| invalid("the URL has no host"))?;
    Ok((host, url.port_or_known_default().unwrap_or(80)))
}

async fn read_reply(stream: &mut TcpStream, limit: usize) -> Result<Fetched> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        if let Some(reply) = parse(&bytes, false)? {
            return Ok(reply);
        }
        if bytes.len() > limit {
            return Err(invalid("the reply is too long"));
        }
        let count = stream.read(&mut chunk).await?;
        if count == 0 {
            return parse(&bytes, true)?.ok_or_else(|| Error::from(ErrorKind::UnexpectedEof));
        }
        bytes.extend_from_slice(&chunk[..count]);
    }
}

/// The reply in `bytes`, once it is complete.
fn parse(bytes: &[u8], ended: bool) -> Result<Option<Fetched>> {
    let mut slots = [httparse::EMPTY_HEADER; 64];
    let mut head = httparse::Response::new(&mut slots);
    let body = match head.parse(bytes) {
        Ok(httparse::Status::Complete(length)) => &bytes[length..],
        Ok(httparse::Status::Partial) => return Ok(None),
        Err(error) => return Err(invalid(&error.to_string())),
    };
    let status = head.code.unwrap_or(0);
    let header = |name: &str| {
        head.headers
            .iter()
            .find(|header| header.name.eq_ignore_ascii_case(name))
            .and_then(|header| std::str::from_utf8(header.value).ok())
    };
    if header("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        return Ok(unchunk(body).map(|body| Fetched { status, body }));
    }
    match header("content-length").and_then(|value| value.trim().parse::<usize>().ok()) {
        Some(length) if body.len() >= length => Ok(Some(Fetched {
            status,
            body: body[..length].to_vec(),
        })),
        None if ended => Ok(Some(Fetched {
            status,
            body: body.to_vec(),
        })),
        _ => Ok(None),
    }
}

/// The body of a chunked reply, once the last chunk is there.
pub(crate) fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|pair| pair == b"\r\n")?;
        let size = std::str::from_utf8(&bytes[..end]).ok()?.split(';').next()?.trim();
        let size = usize::from_str_radix(size, 16).ok()?;
        bytes = &bytes[end + 2..];
        if size == 0 {
            return Some(body);
        }
        body.extend_from_slice(bytes.get(..size)?);
        bytes = bytes.get(size.checked_add(2)?..)?;
    }
}

fn invalid(message: &str) -> Error {
    Error::new(ErrorKind::InvalidData, message)
}
