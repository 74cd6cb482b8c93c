//! Requests as they came over the socket, for servers that must see them unchanged.

use std::io::{Error, ErrorKind, Result};

use tokio::io::AsyncReadExt;
use tokio::net::TcpStream;

use crate::plain_http::unchunk;

/// Bytes of the largest request that is read.
const LARGEST: usize = 8 * 1024 * 1024;

/// A request: head in order, body whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct RawRequest {
    pub(crate) method: String,
    /// Path and query.
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// Reads one request.
pub(crate) async fn read(stream: &mut TcpStream) -> Result<RawRequest> {
    let mut bytes = Vec::new();
    let mut chunk = [0; 8192];
    loop {
        if let Some(request) = parse(&bytes)? {
            return Ok(request);
        }
        if bytes.len() > LARGEST {
            return Err(Error::new(ErrorKind::InvalidData, "the request is too long"));
        }
        match stream.read(&mut chunk).await? {
            0 => return Err(ErrorKind::UnexpectedEof.into()),
            count => bytes.extend_from_slice(&chunk[..count]),
        }
    }
}

fn parse(bytes: &[u8]) -> Result<Option<RawRequest>> {
    let mut slots = [httparse::EMPTY_HEADER; 128];
    let mut head = httparse::Request::new(&mut slots);
    let status = head
        .parse(bytes)
        .map_err(|error| Error::new(ErrorKind::InvalidData, error.to_string()))?;
    let httparse::Status::Complete(length) = status else {
        return Ok(None);
    };
    let headers: Vec<(String, String)> = head
        .headers
        .iter()
        .map(|header| {
            (
                header.name.to_owned(),
                String::from_utf8_lossy(header.value).into_owned(),
            )
        })
        .collect();
    let find = |name: &str| {
        headers
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| value)
    };
    let rest = &bytes[length..];
    let body = if find("transfer-encoding").is_some_and(|value| value.eq_ignore_ascii_case("chunked")) {
        unchunk(rest)
    } else {
        let length = find("content-length")
            .and_then(|value| value.trim().parse().ok())
            .unwrap_or(0);
        rest.get(..length).map(<[u8]>::to_vec)
    };
    let method = head.method.unwrap_or_default().to_owned();
    let target = head.path.unwrap_or_default().to_owned();
    Ok(body.map(|body| RawRequest {
        method,
        target,
        headers,
        body,
    }))
}
