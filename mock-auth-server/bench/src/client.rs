//! A client that costs next to nothing: one request, known in advance, written to connections that stay open.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::time::Duration;

use crate::BenchError;

/// What every server is asked: client credentials for one resource, which `oauth2-mock-server` calls `aud`.
const FORM: &str = "grant_type=client_credentials&client_id=proofhouse&client_secret=proofhouse-test-secret\
    &scope=mcp%3Atools&resource=http%3A%2F%2F127.0.0.1%3A3000%2Fmcp&aud=http%3A%2F%2F127.0.0.1%3A3000%2Fmcp";
const ANSWER_WITHIN: Duration = Duration::from_secs(30);

/// The token request, in bytes.
pub(crate) fn token_request(port: u16) -> Vec<u8> {
    format!(
        "POST /token HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n\
         Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {}\r\n\r\n{FORM}",
        FORM.len()
    )
    .into_bytes()
}

/// Connections that each have one request under way.
pub(crate) struct Client {
    request: Vec<u8>,
    streams: Vec<TcpStream>,
    buffer: Vec<u8>,
}

impl Client {
    /// Connects and asks on every connection.
    pub(crate) fn connect(port: u16, connections: usize) -> Result<Self, BenchError> {
        let request = token_request(port);
        let open = || {
            let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port))?;
            stream.set_nodelay(true)?;
            stream.set_read_timeout(Some(ANSWER_WITHIN))?;
            stream.write_all(&request)?;
            io::Result::Ok(stream)
        };
        let streams: io::Result<Vec<_>> = (0..connections).map(|_| open()).collect();
        Ok(Self {
            streams: streams.map_err(BenchError::io("connect to the server"))?,
            request,
            buffer: Vec::new(),
        })
    }

    /// One token from each connection, and the next request on each; how many tokens that were.
    pub(crate) fn round(&mut self) -> Result<u64, BenchError> {
        for stream in &mut self.streams {
            read_answer(stream, &mut self.buffer)
                .and_then(|()| stream.write_all(&self.request))
                .map_err(BenchError::io("ask for a token"))?;
            check(&self.buffer)?;
        }
        Ok(self.streams.len() as u64)
    }

    /// The last answer, head and body.
    pub(crate) fn last_answer(&self) -> String {
        String::from_utf8_lossy(&self.buffer).into_owned()
    }
}

/// An error unless the answer grants a token.
pub(crate) fn check(answer: &[u8]) -> Result<(), BenchError> {
    let is_granted = answer.starts_with(b"HTTP/1.1 200") && find(answer, b"\"access_token\"").is_some();
    if is_granted {
        return Ok(());
    }
    Err(BenchError::Answer(String::from_utf8_lossy(answer).into_owned()))
}

fn read_answer(stream: &mut TcpStream, buffer: &mut Vec<u8>) -> io::Result<()> {
    buffer.clear();
    let mut part = [0; 4096];
    while !is_whole(buffer) {
        match stream.read(&mut part)? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            read => buffer.extend_from_slice(&part[..read]),
        }
    }
    Ok(())
}

/// Whether the answer has all the bytes that its head announces.
pub(crate) fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = find(answer, b"\r\n\r\n") else {
        return false;
    };
    let head = String::from_utf8_lossy(&answer[..end]).to_ascii_lowercase();
    if head.contains("transfer-encoding: chunked") {
        return answer.ends_with(b"0\r\n\r\n");
    }
    let length: Option<usize> = head
        .split_once("content-length:")
        .and_then(|(_, rest)| rest.lines().next()?.trim().parse().ok());
    length.is_some_and(|length| answer.len() >= end + 4 + length)
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
