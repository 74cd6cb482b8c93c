//! The transport of 2024-11-05: a stream that says where to post, and carries every answer.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::Limits;
use super::http::{Answer, Endpoint, Next, Piece};
use super::sse;
use crate::transcript::End;

/// The open stream of one conversation.
pub struct Channel {
    answer: Answer,
    blocks: VecDeque<Vec<u8>>,
    /// Path and query that messages are posted to; empty until the stream has said so.
    pub post_target: String,
}

impl Channel {
    /// A stream whose head was read.
    pub fn new(answer: Answer) -> Self {
        Self {
            answer,
            blocks: VecDeque::new(),
            post_target: String::new(),
        }
    }

    /// The next block of the stream, whatever is in it.
    pub async fn next_block(&mut self, limits: &Limits, deadline: Instant) -> Result<Vec<u8>, End> {
        if let Some(block) = self.blocks.pop_front() {
            return Ok(block);
        }
        self.answer.count_anew();
        let blocks = &mut self.blocks;
        let read = self.answer.read(limits, deadline, |piece| {
            let (Piece::Event(bytes) | Piece::Body(bytes)) = piece;
            blocks.push_back(bytes);
            Next::Enough
        });
        let end = read.await;
        self.blocks.pop_front().ok_or(match end {
            End::Complete | End::Left => End::Closed,
            other => other,
        })
    }
}

/// Where an `endpoint` event leads, as it stands in a request line. Another port is another server, and is not followed;
/// a server that knows itself by another name is reached where it was found.
pub fn post_target(stream: &Endpoint, event: &sse::Event) -> Option<String> {
    let is_endpoint = event.kind.as_deref() == Some("endpoint");
    let url = stream.url.join(event.data.trim()).ok().filter(|_| is_endpoint)?;
    let same = url.scheme() == stream.url.scheme()
        && url.port_or_known_default() == stream.url.port_or_known_default();
    same.then(|| Endpoint::at(url).target())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_may_be_relative_or_absolute_but_not_on_another_port() {
        let stream = Endpoint::at("http://127.0.0.1:4000/sse".parse().unwrap());
        let target = |data: &str| {
            let event = sse::read_block(format!("event: endpoint\ndata: {data}\n\n").as_bytes());
            post_target(&stream, &event)
        };
        assert_eq!(target("/messages?id=1").as_deref(), Some("/messages?id=1"));
        assert_eq!(target("messages/1").as_deref(), Some("/messages/1"));
        assert_eq!(target("http://localhost:4000/m?id=1").as_deref(), Some("/m?id=1"));
        assert_eq!(target("http://127.0.0.1:4001/m"), None);
        assert_eq!(
            post_target(&stream, &sse::read_block(b"data: /messages\n\n")),
            None
        );
    }
}
