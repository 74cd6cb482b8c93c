//! Newline-delimited messages over a process's standard streams, or over any pair of streams.

use std::sync::Arc;
use std::time::Duration;

use rustix::process::Signal;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite};
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use super::process::{Launch, Process};
use super::{Filled, Limits};
use crate::transcript::End;

/// The two halves of a stdio server that is not a process of its own, and what tells it to end, as a signal would.
pub type Streams = (
    Box<dyn AsyncRead + Send + Unpin>,
    Box<dyn AsyncWrite + Send + Unpin>,
    Box<dyn FnOnce() + Send>,
);

/// How a stdio server is reached.
#[derive(Clone)]
pub enum Source {
    /// It is launched, once for each conversation.
    Launch(Launch),
    /// It runs in this process: each call starts one and returns its output and input.
    InProcess(Arc<dyn Fn() -> Streams + Send + Sync>),
}

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Launch(launch) => f.debug_tuple("Launch").field(launch).finish(),
            Self::InProcess(_) => f.write_str("InProcess"),
        }
    }
}

/// A connection to a stdio server.
pub struct Link {
    input: Option<Box<dyn AsyncWrite + Send + Unpin>>,
    lines: mpsc::Receiver<Vec<u8>>,
    process: Option<Process>,
    terminate: Option<Box<dyn FnOnce() + Send>>,
}

impl Link {
    /// Starts the server.
    pub fn open(source: &Source, limits: &Limits) -> std::io::Result<Self> {
        let (output, input, process, terminate): (
            Box<dyn AsyncRead + Send + Unpin>,
            Box<dyn AsyncWrite + Send + Unpin>,
            _,
            _,
        ) = match source {
            Source::Launch(launch) => {
                let (process, streams) = Process::start(launch, true)?;
                let (input, output) =
                    streams.ok_or_else(|| std::io::Error::other("the process has no standard streams"))?;
                (Box::new(output), Box::new(input), Some(process), None)
            }
            Source::InProcess(start) => {
                let (output, input, terminate) = start();
                (output, input, None, Some(terminate))
            }
        };
        let (sender, lines) = mpsc::channel(limits.events);
        tokio::spawn(read_lines(output, sender, limits.answer_bytes));
        Ok(Self {
            input: Some(input),
            lines,
            process,
            terminate,
        })
    }

    /// Writes bytes as they are; the caller adds the newline.
    pub async fn write(&mut self, bytes: Filled<'_>, deadline: Instant) -> Result<(), End> {
        let input = self.input.as_mut().ok_or(End::Closed)?;
        match timeout_at(deadline, bytes.write(input)).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(_)) => Err(End::Closed),
            Err(_) => Err(End::TimedOut),
        }
    }

    /// The next line of output with its line end; a last line may lack it.
    pub async fn next_line(&mut self, deadline: Instant) -> Result<Vec<u8>, End> {
        match timeout_at(deadline, self.lines.recv()).await {
            Ok(Some(line)) => Ok(line),
            Ok(None) => Err(End::Closed),
            Err(_) => Err(End::TimedOut),
        }
    }

    /// Closes the server's standard input.
    pub fn close_input(&mut self) {
        self.input = None;
    }

    /// Asks the server to end by the signal TERM; its input stays open.
    pub fn terminate(&mut self) {
        if let Some(process) = &self.process {
            process.signal(Signal::TERM);
        } else if let Some(terminate) = self.terminate.take() {
            terminate();
        }
    }

    /// The process, if the server is one.
    pub fn process(&mut self) -> Option<&mut Process> {
        self.process.as_mut()
    }

    /// Ends the server: end of input, then signals.
    pub async fn stop(mut self, grace: Duration) {
        self.close_input();
        if let Some(mut process) = self.process.take()
            && process.wait(grace).await.is_none()
        {
            process.stop(grace).await;
        }
    }
}

/// Splits output into lines. A line longer than the limit is handed on in pieces, so nothing grows without bound;
/// a full channel makes the server wait.
async fn read_lines(mut output: impl AsyncRead + Unpin, lines: mpsc::Sender<Vec<u8>>, longest: usize) {
    let mut pending = Vec::new();
    let mut chunk = vec![0; 16 * 1024];
    while let Ok(count @ 1..) = output.read(&mut chunk).await {
        for piece in chunk[..count].split_inclusive(|byte| *byte == b'\n') {
            pending.extend_from_slice(piece);
            let whole = piece.ends_with(b"\n") || pending.len() > longest;
            if whole && lines.send(std::mem::take(&mut pending)).await.is_err() {
                return;
            }
        }
    }
    if !pending.is_empty() {
        let _ = lines.send(pending).await;
    }
}
