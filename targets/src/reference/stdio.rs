//! The stdio transport: one message a line, both eras on one pair of pipes.

use std::io::Result;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::sync::mpsc;

use super::Server;
use super::call::Caller;
use super::dialogue::{BEHIND, Carrier, Dialogue};
use super::http::{LARGEST_MESSAGE, falls_over};
use super::json::{self as reading, Repeated};
use super::message::{self, Failure, INVALID_REQUEST, Incoming, Refused};
use crate::behaviour::{MessageBehaviour, StdioBehaviour};

/// How long requests under way may take after the input has ended.
const GRACE: Duration = Duration::from_secs(2);

/// Bytes that a pipe holds, and lines that make a crowd, to flaws.
const PIPE: usize = 64 * 1024;
const CROWD: usize = 10;

/// Serves until the input ends.
pub(super) async fn serve(
    server: &Arc<Server>,
    input: impl AsyncRead + Send + Unpin,
    mut output: impl AsyncWrite + Send + Unpin,
) -> Result<()> {
    if server.behaviour.stdio == StdioBehaviour::Banner {
        output.write_all(b"reference server ready\n").await?;
        output.flush().await?;
    }
    let (sender, receiver) = mpsc::channel(BEHIND);
    let client = Client {
        dialogue: Dialogue::new(server, Carrier::Stdio, Caller::default(), sender),
    };
    let writing = write_messages(server, receiver, output);
    let (read, written) = tokio::join!(client.read_messages(BufReader::new(input)), writing);
    read.and(written)
}

/// Writes each message on a line of its own, at once.
async fn write_messages(
    server: &Server,
    mut messages: mpsc::Receiver<Value>,
    mut output: impl AsyncWrite + Send + Unpin,
) -> Result<()> {
    while let Some(message) = messages.recv().await {
        let (_, mut line) = server.encode(message);
        line.push(b'\n');
        if let Some(rewrite) = server.behaviour.hooks.rewrite_stdio_line {
            rewrite(&mut line);
        }
        output.write_all(&line).await?;
        output.flush().await?;
    }
    Ok(())
}

/// The one client of a stdio server.
struct Client {
    dialogue: Dialogue,
}

impl Client {
    async fn read_messages(mut self, mut input: BufReader<impl AsyncRead + Send + Unpin>) -> Result<()> {
        let mut changes = self.dialogue.server.changes.subscribe();
        let mut line = Pending::default();
        loop {
            tokio::select! {
                // What changed is told before what is asked next is answered.
                biased;
                Ok(uri) = changes.recv() => self.dialogue.announce(&uri).await,
                read = line.read(&mut input) => {
                    match read? {
                        Line::Ended => break,
                        Line::TooLong => self.refuse_length().await?,
                        Line::Read => {
                            self.flaw_input(&mut line.bytes, &mut input).await?;
                            self.take(&line.bytes).await?;
                        }
                    }
                    line = Pending::default();
                }
            }
        }
        if self.dialogue.server.behaviour.stdio == StdioBehaviour::OutlivesInput {
            std::future::pending::<()>().await;
        }
        self.dialogue.hang_up();
        // Subscriptions end gracefully, and requests under way get a moment to finish.
        self.dialogue.server.ending.send_replace(true);
        let _ = tokio::time::timeout(GRACE, async {
            while self.dialogue.work.join_next().await.is_some() {}
        })
        .await;
        Ok(())
    }

    /// What flaws do with a line and with what was read along with it.
    async fn flaw_input(
        &mut self,
        line: &mut Vec<u8>,
        input: &mut BufReader<impl AsyncRead + Send + Unpin>,
    ) -> Result<()> {
        let ahead = input.buffer();
        match self.dialogue.server.behaviour.stdio {
            StdioBehaviour::DropsRest if !ahead.contains(&b'\n') => {
                let count = ahead.len();
                input.consume(count);
            }
            StdioBehaviour::StallsOnLongLines if line.len() > PIPE => std::future::pending().await,
            StdioBehaviour::DropsCrowdedLines => {
                let waiting = ahead.split(|byte| *byte == b'\n').count();
                if waiting > CROWD {
                    line.clear();
                }
            }
            StdioBehaviour::DiesOnHandshake if holds(line, b"\"initialize\"") => {
                return Err(std::io::Error::other("the flaw ends the service"));
            }
            StdioBehaviour::UnescapesLines => {
                let at = line.windows(2).position(|pair| pair == b"\\n");
                if let Some(at) = at {
                    let rest = line.split_off(at);
                    let first = std::mem::replace(line, rest[2..].to_vec());
                    self.take(&first).await?;
                }
            }
            StdioBehaviour::SwapsIds if ahead.contains(&b'\n') => {
                let mut next = Pending::default();
                next.read(input).await?;
                let is_request = |bytes: &[u8]| {
                    matches!(
                        message::read(bytes, MessageBehaviour::Strict),
                        Ok(Incoming::Request { .. })
                    )
                };
                if is_request(line)
                    && is_request(&next.bytes)
                    && let Ok(mut one) = serde_json::from_slice::<Value>(line)
                    && let Ok(mut other) = serde_json::from_slice::<Value>(&next.bytes)
                {
                    std::mem::swap(&mut one["id"], &mut other["id"]);
                    *line = one.to_string().into_bytes();
                    next.bytes = other.to_string().into_bytes();
                }
                let first = std::mem::replace(line, next.bytes);
                self.take(&first).await?;
            }
            _ => {}
        }
        Ok(())
    }

    async fn refuse_length(&self) -> Result<()> {
        if self.dialogue.server.behaviour.message == MessageBehaviour::DiesOnOversize {
            return Err(std::io::Error::other("the flaw ends the service"));
        }
        let failure = Failure::new(INVALID_REQUEST, "a message has at most 4 MiB");
        let failed = self.dialogue.server.failed(None, "", &failure);
        self.dialogue.send(failed).await;
        Ok(())
    }

    async fn take(&mut self, line: &[u8]) -> Result<()> {
        if line.iter().all(u8::is_ascii_whitespace) {
            return Ok(());
        }
        match message::read(line, self.dialogue.server.behaviour.message) {
            Ok(incoming) => self.dialogue.dispatch(incoming).await,
            Err(refused) => return self.refuse(line, &refused).await,
        }
        Ok(())
    }

    async fn refuse(&mut self, line: &[u8], refused: &Refused) -> Result<()> {
        let server = Arc::clone(&self.dialogue.server);
        let is_bad = refused.harmful.is_some();
        if is_bad && server.behaviour.stdio == StdioBehaviour::HangsOnBadLine {
            std::future::pending::<()>().await;
        }
        let is_over = is_bad && server.behaviour.stdio == StdioBehaviour::DiesOnBadLine;
        if is_over || falls_over(&server, refused) {
            return Err(std::io::Error::other("the flaw ends the service"));
        }
        let takes_batches = self.dialogue.takes_batches();
        let executes = server.behaviour.message == MessageBehaviour::BatchExecuted;
        if (takes_batches || executes)
            && let Ok(Value::Array(items)) = reading::read(line, Repeated::Refused)
            && !items.is_empty()
        {
            if takes_batches {
                self.dialogue.batch(items).await;
                return Ok(());
            }
            for item in items {
                if let Ok(incoming) = message::classify(item, MessageBehaviour::Strict) {
                    self.dialogue.dispatch(incoming).await;
                }
            }
            return Ok(());
        }
        let failed = server.failed(refused.id.as_ref(), "", &refused.failure);
        self.dialogue.send(failed).await;
        Ok(())
    }
}

fn holds(line: &[u8], word: &[u8]) -> bool {
    line.windows(word.len()).any(|window| window == word)
}

/// What reading a line came to.
enum Line {
    Read,
    TooLong,
    Ended,
}

/// A line that is being read. Reading may be cut off between bytes and taken up again.
#[derive(Default)]
struct Pending {
    bytes: Vec<u8>,
    too_long: bool,
}

impl Pending {
    /// Reads up to a newline, which is left out.
    async fn read(&mut self, input: &mut BufReader<impl AsyncRead + Send + Unpin>) -> Result<Line> {
        loop {
            let available = input.fill_buf().await?;
            if available.is_empty() {
                let nothing = self.bytes.is_empty() || self.too_long;
                return Ok(if nothing { Line::Ended } else { Line::Read });
            }
            let newline = available.iter().position(|byte| *byte == b'\n');
            let count = newline.unwrap_or(available.len());
            self.too_long |= self.bytes.len() + count > LARGEST_MESSAGE;
            if !self.too_long {
                self.bytes.extend_from_slice(&available[..count]);
            }
            input.consume(newline.map_or(count, |newline| newline + 1));
            if newline.is_some() {
                return Ok(if self.too_long { Line::TooLong } else { Line::Read });
            }
        }
    }
}
