//! Requests over plain HTTP/1.1: for key sets, for introspection and for the `fetch` tool.
//!
//! It follows no redirects, keeps no connections and gives up after a time limit, since what it calls is not trusted.

use std::io::{Error, ErrorKind, Result};
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

/// Gets `url`, sending `headers`, and reads at most `limit` bytes of the reply, head included.
pub(crate) async fn get(url: &Url, headers: &[(&str, &str)], limit: usize) -> Result<Fetched> {
    Box::pin(bounded(exchange("GET", url, headers, "", limit))).await
}

/// Posts a form to `url`, and reads at most `limit` bytes of the reply, head included.
pub(crate) async fn post_form(url: &Url, form: &str, limit: usize) -> Result<Fetched> {
    let length = form.len().to_string();
    let headers = [
        ("Content-Type", "application/x-www-form-urlencoded"),
        ("Content-Length", &length),
    ];
    Box::pin(bounded(exchange("POST", url, &headers, form, limit))).await
}

async fn bounded(exchange: impl Future<Output = Result<Fetched>>) -> Result<Fetched> {
    tokio::time::timeout(TIME_LIMIT, exchange)
        .await
        .unwrap_or_else(|_| Err(Error::new(ErrorKind::TimedOut, "no reply within 10 s")))
}

async fn exchange(
    method: &str,
    url: &Url,
    headers: &[(&str, &str)],
    body: &str,
    limit: usize,
) -> Result<Fetched> {
    if url.scheme() != "http" {
        return Err(Error::new(ErrorKind::Unsupported, "only http URLs are fetched"));
    }
    let host = url.host_str().ok_or_else(|| invalid("the URL has no host"))?;
    let port = url.port_or_known_default().unwrap_or(80);
    let mut stream = TcpStream::connect((host.trim_matches(['[', ']']), port)).await?;
    let target = &url[url::Position::BeforePath..url::Position::AfterQuery];
    let mut head =
        format!("{method} {target} HTTP/1.1\r\nHost: {host}:{port}\r\nAccept: */*\r\nConnection: close\r\n");
    for (name, value) in headers {
        head.push_str(name);
        head.push_str(": ");
        head.push_str(value);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    head.push_str(body);
    stream.write_all(head.as_bytes()).await?;
    read_reply(&mut stream, limit).await
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
