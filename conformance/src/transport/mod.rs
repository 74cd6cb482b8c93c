//! All input and output to targets. Nothing else in the library touches a socket or a process.

pub mod gateway;
pub mod http;
pub mod http_sse;
pub mod listening;
pub mod process;
pub mod sse;
pub mod stdio;

use std::time::Duration;

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
