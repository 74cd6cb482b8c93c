//! A client that writes HTTP/1.1 requests to the socket exactly as given, and reads whatever comes back.
//!
//! Libraries refuse to send what must be sent here (duplicate headers, bytes that are not ASCII, bodies
//! that are not JSON), and fold or reorder what must be seen. So the request is bytes, and only the
//! response is parsed, within [`Limits`].

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use memchr::memmem;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout_at};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use url::Url;

use super::sse::Splitter;
use super::{Filled, Limits};
use crate::transcript::End;

trait Socket: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Socket for T {}

/// Where requests go.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// The URL of the MCP endpoint.
    pub url: Url,
    /// Where to connect instead of what the URL names: a relay, for example.
    pub via: Option<SocketAddr>,
}

impl Endpoint {
    /// The endpoint at a URL.
    pub fn at(url: Url) -> Self {
        Self { url, via: None }
    }

    /// The value of a well-formed `Host` header.
    pub fn authority(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }

    /// Scheme, host and port: the origin of a page that the server itself would serve.
    pub fn origin(&self) -> String {
        format!("{}://{}", self.url.scheme(), self.authority())
    }

    /// Path and query as they stand in a request line.
    pub fn target(&self) -> String {
        match self.url.query() {
            Some(query) => format!("{}?{query}", self.url.path()),
            None => self.url.path().to_owned(),
        }
    }

    async fn connect(&self) -> io::Result<Box<dyn Socket>> {
        let host = self
            .url
            .host_str()
            .unwrap_or_default()
            .trim_matches(['[', ']'])
            .to_owned();
        let port = self.url.port_or_known_default().unwrap_or(80);
        let stream = match self.via {
            Some(address) => TcpStream::connect(address).await?,
            None => TcpStream::connect((host.as_str(), port)).await?,
        };
        stream.set_nodelay(true)?;
        if self.url.scheme() != "https" {
            return Ok(Box::new(stream));
        }
        let name = ServerName::try_from(host).map_err(io::Error::other)?;
        Ok(Box::new(tls()?.connect(name, stream).await?))
    }
}

fn tls() -> io::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config =
        ClientConfig::builder_with_provider(Arc::new(tokio_rustls::rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .map_err(io::Error::other)?
            .with_root_certificates(roots)
            .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}

/// A piece of an answer, as it is handed to the recorder.
#[derive(Debug, PartialEq)]
pub enum Piece {
    /// A whole body that is not an event stream.
    Body(Vec<u8>),
    /// One block of an event stream.
    Event(Vec<u8>),
}

/// Whether reading goes on after a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Read on.
    More,
    /// That was all we wanted.
    Enough,
}

/// An open answer: the connection and what is known of the body.
pub struct Answer {
    connection: Connection,
    framing: Framing,
    /// Whether the body is an event stream.
    pub is_stream: bool,
    splitter: Splitter,
    read_bytes: usize,
    events: usize,
    keep_alive: bool,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Framing {
    Length(usize),
    Chunked,
    UntilClose,
}

/// One connection, with bytes read beyond the last answer.
pub struct Connection {
    socket: Box<dyn Socket>,
    buffer: Vec<u8>,
    used: bool,
}

impl Connection {
    /// Connects before the deadline.
    pub async fn open(endpoint: &Endpoint, deadline: Instant) -> Result<Self, End> {
        match timeout_at(deadline, endpoint.connect()).await {
            Ok(Ok(socket)) => Ok(Self {
                socket,
                buffer: Vec::new(),
                used: false,
            }),
            Ok(Err(_)) => Err(End::Unreachable),
            Err(_) => Err(End::TimedOut),
        }
    }

    /// Whether an earlier exchange used it, so that the target may have closed it meanwhile.
    pub fn is_used(&self) -> bool {
        self.used
    }

    /// Writes the request and reads the head of the answer. Interim (1xx) answers are skipped.
    ///
    /// A target may answer and close before it has read everything, so a failed write is not an end yet.
    pub async fn exchange(
        self,
        request: Filled<'_>,
        limits: &Limits,
        deadline: Instant,
    ) -> Result<(Answer, Vec<u8>), End> {
        let head_request = request.before.starts_with(b"HEAD ");
        let asked = self.ask(request, deadline).await?;
        asked.hear(head_request, limits, deadline).await
    }

    /// Writes the request, or a part of one, and reads nothing.
    pub async fn ask(mut self, request: Filled<'_>, deadline: Instant) -> Result<Self, End> {
        match timeout_at(deadline, self.write(request)).await {
            Ok(_) => Ok(self),
            Err(_) => Err(End::TimedOut),
        }
    }

    /// Reads the head of the answer to what was written.
    pub async fn hear(
        mut self,
        head_request: bool,
        limits: &Limits,
        deadline: Instant,
    ) -> Result<(Answer, Vec<u8>), End> {
        let head = loop {
            let head = self.read_head(limits, deadline).await?;
            if status_of(&head) / 100 != 1 {
                break head;
            }
        };
        let answer = self.into_answer(&head, head_request)?;
        Ok((answer, head))
    }

    async fn write(&mut self, request: Filled<'_>) -> io::Result<()> {
        self.used = true;
        request.write(&mut self.socket).await
    }

    async fn read_head(&mut self, limits: &Limits, deadline: Instant) -> Result<Vec<u8>, End> {
        loop {
            if let Some(length) = head_length(&self.buffer) {
                return Ok(self.buffer.drain(..length).collect());
            }
            if self.buffer.len() > limits.head_bytes {
                return Err(End::TooLarge);
            }
            if !self.fill(deadline).await? {
                return Err(if self.buffer.is_empty() {
                    End::Closed
                } else {
                    End::Malformed
                });
            }
        }
    }

    /// Reads some bytes into the buffer; `false` at the end of the stream.
    async fn fill(&mut self, deadline: Instant) -> Result<bool, End> {
        // Into the buffer itself: an array here would live in every future above.
        self.buffer.reserve(16 * 1024);
        match timeout_at(deadline, self.socket.read_buf(&mut self.buffer)).await {
            Ok(Ok(0) | Err(_)) => Ok(false),
            Ok(Ok(_)) => Ok(true),
            Err(_) => Err(End::TimedOut),
        }
    }

    fn into_answer(self, head: &[u8], head_request: bool) -> Result<Answer, End> {
        let mut headers = [httparse::EMPTY_HEADER; 128];
        let mut parsed = httparse::Response::new(&mut headers);
        parsed.parse(head).map_err(|_| End::Malformed)?;
        let status = parsed.code.unwrap_or(0);
        let value = |name: &str| {
            let mut found = parsed
                .headers
                .iter()
                .filter(|header| header.name.eq_ignore_ascii_case(name));
            found
                .next()
                .map(|header| String::from_utf8_lossy(header.value).trim().to_ascii_lowercase())
        };
        let chunked = value("transfer-encoding").is_some_and(|coding| coding.ends_with("chunked"));
        let length = value("content-length").and_then(|length| length.parse().ok());
        let framing = match (chunked, length) {
            _ if head_request || status == 204 || status == 304 => Framing::Length(0),
            (true, _) => Framing::Chunked,
            (false, Some(length)) => Framing::Length(length),
            (false, None) => Framing::UntilClose,
        };
        let closes = value("connection").is_some_and(|value| value.contains("close"));
        let old = parsed.version == Some(0);
        let is_stream = value("content-type").is_some_and(|kind| kind.starts_with("text/event-stream"));
        Ok(Answer {
            connection: self,
            framing,
            is_stream,
            splitter: Splitter::default(),
            read_bytes: 0,
            events: 0,
            keep_alive: !closes && !old && framing != Framing::UntilClose,
        })
    }
}

fn status_of(head: &[u8]) -> u16 {
    let mut words = head.split(|byte| *byte == b' ');
    words
        .nth(1)
        .and_then(|code| std::str::from_utf8(code).ok()?.trim().parse().ok())
        .unwrap_or(0)
}

fn head_length(bytes: &[u8]) -> Option<usize> {
    let crlf = memmem::find(bytes, b"\r\n\r\n").map(|at| at + 4);
    let lf = memmem::find(bytes, b"\n\n").map(|at| at + 2);
    crlf.into_iter().chain(lf).min()
}

impl Answer {
    /// Reads the body, handing each piece to `take` until it has enough, the body ends, or a limit is reached.
    ///
    /// A connection that can carry another request comes back with [`End::Complete`].
    pub async fn read(
        &mut self,
        limits: &Limits,
        deadline: Instant,
        mut take: impl FnMut(Piece) -> Next,
    ) -> End {
        let mut body = Vec::new();
        let end = loop {
            match self.next_bytes(limits, deadline).await {
                Ok(Some(bytes)) if self.is_stream => {
                    let mut enough = false;
                    for block in self.splitter.push(&bytes) {
                        self.events += 1;
                        enough |= take(Piece::Event(block)) == Next::Enough;
                    }
                    if enough {
                        return if self.at_end() { End::Complete } else { End::Left };
                    }
                    if self.events > limits.events {
                        return End::TooLarge;
                    }
                }
                Ok(Some(bytes)) => body.extend_from_slice(&bytes),
                Ok(None) => break End::Complete,
                Err(end) => break end,
            }
        };
        if self.is_stream && !self.splitter.pending().is_empty() {
            body = self.splitter.pending().to_vec();
        }
        if !body.is_empty() {
            take(Piece::Body(body));
        }
        end
    }

    /// Whether the end of the body has already arrived.
    fn at_end(&self) -> bool {
        match self.framing {
            Framing::Length(left) => left == 0,
            Framing::Chunked => self.connection.buffer.starts_with(b"0\r\n\r\n"),
            Framing::UntilClose => false,
        }
    }

    /// The connection, if the answer was read whole and it may carry another request.
    pub fn into_connection(mut self, end: End) -> Option<Connection> {
        if end != End::Complete || !self.keep_alive {
            return None;
        }
        if self.framing == Framing::Chunked && self.connection.buffer.starts_with(b"0\r\n\r\n") {
            self.connection.buffer.drain(..5);
        }
        Some(self.connection)
    }

    /// The next bytes of the body, without transfer coding; `None` at its end.
    async fn next_bytes(&mut self, limits: &Limits, deadline: Instant) -> Result<Option<Vec<u8>>, End> {
        let bytes = match self.framing {
            Framing::Length(0) => None,
            Framing::Length(left) => {
                if self.connection.buffer.is_empty() && !self.connection.fill(deadline).await? {
                    return Err(End::Closed);
                }
                let count = left.min(self.connection.buffer.len());
                self.framing = Framing::Length(left - count);
                Some(self.connection.buffer.drain(..count).collect())
            }
            Framing::Chunked => self.next_chunk(limits, deadline).await?,
            Framing::UntilClose => {
                let more = !self.connection.buffer.is_empty() || self.connection.fill(deadline).await?;
                more.then(|| std::mem::take(&mut self.connection.buffer))
            }
        };
        self.read_bytes += bytes.as_ref().map_or(0, Vec::len);
        if self.read_bytes > limits.answer_bytes {
            Err(End::TooLarge)
        } else {
            Ok(bytes)
        }
    }

    async fn next_chunk(&mut self, limits: &Limits, deadline: Instant) -> Result<Option<Vec<u8>>, End> {
        let line = self.next_line(limits, deadline).await?;
        let size = chunk_size(&line).ok_or(End::Malformed)?;
        if size > limits.answer_bytes {
            return Err(End::TooLarge);
        }
        if size == 0 {
            self.skip_trailers(limits, deadline).await?;
            self.framing = Framing::Length(0);
            return Ok(None);
        }
        while self.connection.buffer.len() < size + 2 {
            if !self.connection.fill(deadline).await? {
                return Err(End::Closed);
            }
        }
        let chunk: Vec<u8> = self.connection.buffer.drain(..size).collect();
        self.connection.buffer.drain(..2);
        Ok(Some(chunk))
    }

    /// A line of the framing, without its end.
    async fn next_line(&mut self, limits: &Limits, deadline: Instant) -> Result<Vec<u8>, End> {
        loop {
            if let Some(at) = memmem::find(&self.connection.buffer, b"\r\n") {
                let mut line: Vec<u8> = self.connection.buffer.drain(..at + 2).collect();
                line.truncate(at);
                return Ok(line);
            }
            if self.connection.buffer.len() > limits.head_bytes {
                return Err(End::Malformed);
            }
            if !self.connection.fill(deadline).await? {
                return Err(End::Closed);
            }
        }
    }

    /// Fields may follow the last chunk; what comes after them belongs to the next answer.
    async fn skip_trailers(&mut self, limits: &Limits, deadline: Instant) -> Result<(), End> {
        let mut skipped = 0;
        loop {
            let line = self.next_line(limits, deadline).await?;
            skipped += line.len();
            if line.is_empty() {
                return Ok(());
            }
            if skipped > limits.head_bytes {
                return Err(End::Malformed);
            }
        }
    }

    /// Counts bytes and events from here on, where an answer is a stream of many answers.
    pub fn count_anew(&mut self) {
        self.read_bytes = 0;
        self.events = 0;
    }
}

fn chunk_size(line: &[u8]) -> Option<usize> {
    let digits = line.split(|byte| *byte == b';').next()?.trim_ascii();
    usize::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncWriteExt as _;

    use super::*;

    /// What is read of answers that come one after the other on one connection, each with how it ended.
    async fn read_one_after_the_other(sent: &[u8], count: usize, limits: Limits) -> Vec<(End, Vec<Piece>)> {
        let (socket, mut server) = tokio::io::duplex(64 * 1024);
        server.write_all(sent).await.expect("it fits");
        drop(server);
        let deadline = Instant::now() + limits.answer;
        let mut connection = Connection {
            socket: Box::new(socket),
            buffer: Vec::new(),
            used: false,
        };
        let mut found = Vec::new();
        for _ in 0..count {
            let heard = connection.hear(false, &limits, deadline).await;
            let (mut answer, _) = heard.expect("a head comes");
            let mut pieces = Vec::new();
            let end = answer.read(&limits, deadline, |piece| {
                pieces.push(piece);
                Next::More
            });
            let end = end.await;
            found.push((end, pieces));
            match answer.into_connection(end) {
                Some(reusable) => connection = reusable,
                None => break,
            }
        }
        found
    }

    #[tokio::test]
    async fn fields_after_the_last_chunk_are_not_read_as_the_next_answer() {
        let sent = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\nServer-Timing: total;dur=1\r\nX: y\r\n\r\n\
            HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]";
        let found = read_one_after_the_other(sent, 2, Limits::default()).await;
        let bodies = [b"{}".to_vec(), b"[]".to_vec()].map(|body| (End::Complete, vec![Piece::Body(body)]));
        assert_eq!(found, bodies);
    }

    #[tokio::test]
    async fn fields_without_end_are_bounded() {
        let limits = Limits {
            head_bytes: 1024,
            ..Limits::default()
        };
        let head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n";
        for (fields, end) in [(1, End::Complete), (1000, End::Malformed)] {
            let sent = [head.as_slice(), &b"X: y\r\n".repeat(fields), b"\r\n"].concat();
            let found = read_one_after_the_other(&sent, 1, limits).await;
            assert_eq!(found, [(end, Vec::new())], "{fields}");
        }
    }
}
