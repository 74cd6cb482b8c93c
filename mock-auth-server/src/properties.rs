//! What must hold for any bytes: the property that a fuzz target tries, replayed over the corpus by a test.

use std::time::Duration;

use serde_json::Value;

use crate::server;
use crate::{ClientDocuments, TenantSettings};

/// How long a conversation may take that ends with the client's last byte.
const DEADLINE: Duration = Duration::from_secs(20);

/// Whatever a client sends gets well-formed answers or none: no server error, no refusal without an OAuth error in
/// it, no answer that is not framed as it says; and afterwards the server still serves.
///
/// An input whose first line ends with CR LF, or that has no line, is sent as it is. Any other one is a request for
/// people to read: lines that end with LF, an empty one, and the body; it is sent with the line ends and the
/// `Content-Length` that belong there.
///
/// # Panics
///
/// If it does not hold.
pub fn auth_connection(bytes: &[u8]) {
    let sent = framed(bytes).unwrap_or_else(|| bytes.to_vec());
    let probe = b"GET /jwks.json HTTP/1.1\r\nHost: a.example\r\n\r\n";
    let settings = TenantSettings {
        // No input makes us ask other machines.
        client_documents: ClientDocuments::Off,
        algorithm: crate::Algorithm::EdDsa,
        ..TenantSettings::default()
    };
    let answers = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .expect("a runtime of one thread")
        .block_on(async {
            let site = server::unconnected(settings);
            let conversations = async {
                [
                    server::overhear(&site, &sent).await,
                    server::overhear(&site, probe).await,
                ]
            };
            tokio::time::timeout(DEADLINE, conversations)
                .await
                .expect("the server hangs")
        });
    for answer in read_answers(&answers[0]) {
        check(&answer);
    }
    let after: Vec<u16> = read_answers(&answers[1])
        .iter()
        .map(|answer| answer.status)
        .collect();
    assert_eq!(after, [200], "the server does not serve any more");
}

/// The request in wire form; nothing where the input is in wire form already.
fn framed(bytes: &[u8]) -> Option<Vec<u8>> {
    let first_end = bytes.iter().position(|byte| *byte == b'\n')?;
    if bytes[..first_end].ends_with(b"\r") {
        return None;
    }
    let (head, body) = split(bytes, b"\n\n").unwrap_or((bytes, b""));
    let mut sent = Vec::new();
    for line in head.split(|byte| *byte == b'\n') {
        sent.extend_from_slice(line);
        sent.extend_from_slice(b"\r\n");
    }
    sent.extend_from_slice(format!("Content-Length: {}\r\n\r\n", body.len()).as_bytes());
    sent.extend_from_slice(body);
    Some(sent)
}

struct Answer {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Answer {
    /// The value of a header, by its name in lower case.
    fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            line.split_once(": ")
                .and_then(|(known, value)| known.eq_ignore_ascii_case(name).then_some(value))
        })
    }
}

fn check(answer: &Answer) {
    let Answer { status, head, body } = answer;
    assert!(*status < 500, "answered {head:?}");
    if body.is_empty() || answer.header("content-type") != Some("application/json") {
        return;
    }
    let body: Value = serde_json::from_slice(body).unwrap_or_else(|error| panic!("{error} in {body:?}"));
    assert!(
        *status < 400 || body["error"].is_string(),
        "answered {status} with {body}"
    );
}

/// The answers one after the other.
fn read_answers(mut bytes: &[u8]) -> Vec<Answer> {
    let mut answers = Vec::new();
    while !bytes.is_empty() {
        let (head, rest) = split(bytes, b"\r\n\r\n").unwrap_or_else(|| panic!("half a head: {bytes:?}"));
        let mut answer = Answer {
            status: 0,
            head: String::from_utf8_lossy(head).into_owned(),
            body: Vec::new(),
        };
        let status = answer.head.get(9..12).and_then(|status| status.parse().ok());
        answer.status = status.unwrap_or_else(|| panic!("no status in {:?}", answer.head));
        let length: usize = answer
            .header("content-length")
            .map_or(0, |length| length.parse().expect("a length"));
        // The answer to HEAD names a length and has no body; no body of ours begins like an answer.
        let has_body = !rest.is_empty() && !rest.starts_with(b"HTTP/1.");
        let (body, rest) = rest.split_at(if has_body { length } else { 0 });
        answer.body = body.to_vec();
        answers.push(answer);
        bytes = rest;
    }
    answers
}

fn split<'a>(bytes: &'a [u8], at: &[u8]) -> Option<(&'a [u8], &'a [u8])> {
    let begin = bytes.windows(at.len()).position(|window| window == at)?;
    Some((&bytes[..begin], &bytes[begin + at.len()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_for_people_are_framed_and_others_are_sent_as_they_are() {
        assert_eq!(
            framed(b"POST /token HTTP/1.1\nHost: a\n\nx=y").unwrap(),
            b"POST /token HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nx=y"
        );
        assert_eq!(framed(b"GET / HTTP/1.1\r\n\r\n"), None);
        assert_eq!(framed(b"\xff"), None);
    }

    #[test]
    fn answers_are_told_apart() {
        let answers = read_answers(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n\
              HTTP/1.1 404 Not Found\r\ncontent-length: 2\r\n\r\n{}",
        );
        let seen: Vec<_> = answers
            .iter()
            .map(|answer| (answer.status, answer.body.len()))
            .collect();
        assert_eq!(seen, [(100, 0), (200, 0), (404, 2)]);
    }
}
