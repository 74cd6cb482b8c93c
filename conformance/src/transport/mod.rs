//! All input and output to targets. Nothing else in the library touches a socket or a process.

pub mod gateway;
pub mod http;
pub mod http_sse;
pub mod listening;
pub mod process;
pub mod sse;
pub mod stdio;
pub mod tracer;

use std::io;
use std::time::Duration;

use tokio::io::{AsyncWrite, AsyncWriteExt as _};

/// Bytes that are written at once of what is made while it is written.
static FILL: [u8; 64 * 1024] = [b'x'; 64 * 1024];

/// Bytes to be written, with a filler between them that is made while it is written: it may be larger than anything
/// that should be held.
#[derive(Clone, Copy, Debug)]
pub struct Filled<'b> {
    /// What comes first.
    pub before: &'b [u8],
    /// So many bytes follow.
    pub filler: usize,
    /// What comes last.
    pub after: &'b [u8],
}

impl<'b> From<&'b [u8]> for Filled<'b> {
    fn from(before: &'b [u8]) -> Self {
        Self {
            before,
            filler: 0,
            after: &[],
        }
    }
}

impl Filled<'_> {
    /// How many bytes are written.
    pub fn len(&self) -> usize {
        self.before.len() + self.filler + self.after.len()
    }

    /// Whether nothing is.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    async fn write(&self, to: &mut (impl AsyncWrite + Unpin)) -> io::Result<()> {
        to.write_all(self.before).await?;
        let mut left = self.filler;
        while left > 0 {
            let count = left.min(FILL.len());
            to.write_all(&FILL[..count]).await?;
            left -= count;
        }
        if !self.after.is_empty() {
            to.write_all(self.after).await?;
        }
        to.flush().await
    }
}

/// Limits on everything a target can make us wait for or keep.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The longest wait for one answer. Reaching it is inconclusive, so it is generous.
    pub answer: Duration,
    /// How much longer the first answer of a launched stdio server may take: it has to start.
    pub start: Duration,
    /// How long a stream is read on, after a barrier, for what must not come.
    pub drain: Duration,
    /// How long a stream may stay open after its response, and a process after it was told to end.
    pub end: Duration,
    /// Bytes of one answer.
    pub answer_bytes: usize,
    /// Bytes of an HTTP head.
    pub head_bytes: usize,
    /// Events of one stream, or unasked lines on stdio, that are kept.
    pub events: usize,
}

impl Limits {
    /// What one exchange may bring on a stream of many.
    pub fn budget(&self) -> Budget {
        Budget {
            events: self.events,
            bytes: 2 * self.answer_bytes,
        }
    }
}

/// What may still be read and kept.
pub struct Budget {
    events: usize,
    bytes: usize,
}

impl Budget {
    /// Whether anything may follow.
    pub fn is_left(&self) -> bool {
        self.events > 0 && self.bytes > 0
    }

    /// Takes an event of so many bytes.
    pub fn take(&mut self, bytes: usize) {
        self.events = self.events.saturating_sub(1);
        self.bytes = self.bytes.saturating_sub(bytes);
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            answer: Duration::from_secs(10),
            start: Duration::from_secs(5),
            drain: Duration::from_millis(150),
            end: Duration::from_secs(2),
            answer_bytes: crate::transcript::KEPT_BYTES,
            head_bytes: 64 * 1024,
            events: 256,
        }
    }
}
