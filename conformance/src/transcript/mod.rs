//! The record of one conversation: every byte each party sent, in one order.
//!
//! Probes write it, judges read it, and it has a printed form that parses back ([`print()`], [`parse`]),
//! so that a verdict can be re-derived later by somebody who was not there.

mod facts;
mod form;
mod kept;
mod reply;

pub use facts::{Authorization, Facts, Files, Fixture, SignIn, Tokens};
pub use form::{ParseError, parse, print};
pub use kept::Kept;
pub use reply::{Answer, Event, Reply};

use std::sync::{Arc, OnceLock};

use bytes::Bytes;
use mock_auth_server::AskedOfIssuer;

use crate::check::{Judgement, Verdict};
use crate::revision::Cell;

/// Bytes of one message or body that are kept; the rest is counted as [`End::TooLarge`].
pub const KEPT_BYTES: usize = 1024 * 1024;

/// What the note of a conversation says that was given up since the target answers nobody.
pub(crate) const HUNG: &str = "the target has stopped answering";

/// Everything that was seen in one conversation.
#[derive(Debug)]
pub struct Transcript {
    /// Which probe held it, and in which column of the matrix.
    pub head: Head,
    /// What happened, in order.
    entries: Vec<Entry>,
    /// The exchanges in it, as they were first read.
    exchanges: OnceLock<Vec<Exchange>>,
}

/// Where an exchange begins, and what came back for it.
#[derive(Clone, Debug)]
struct Exchange {
    number: u32,
    /// The place of its [`Entry::Sent`].
    place: usize,
    answer: Arc<Answer>,
}

impl Clone for Transcript {
    /// The same record, of which nothing has been read yet.
    fn clone(&self) -> Self {
        Self {
            head: self.head.clone(),
            entries: self.entries.clone(),
            exchanges: OnceLock::new(),
        }
    }
}

impl PartialEq for Transcript {
    fn eq(&self, other: &Self) -> bool {
        self.head == other.head && self.entries == other.entries
    }
}

/// What a judge must know besides the wire.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// The name of the probe.
    pub probe: String,
    /// The column.
    pub cell: Cell,
    /// The seed of the run.
    pub seed: u64,
    /// What was claimed by the target file, or found by discovery. The conversations of a column share it.
    pub facts: Arc<Facts>,
}

/// One thing that happened. `exchange` numbers what we sent from 1; what came back carries the number
/// of what it answers, or of the latest thing sent where it answers nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Entry {
    /// We sent bytes.
    Sent {
        /// Its number.
        exchange: u32,
        /// The name a judge asks for it by.
        label: String,
        /// Who it spoke for: `a`, `b` or `nobody`.
        principal: String,
        /// The id of the request in it, as JSON text, or empty.
        id: String,
        /// An HTTP request as written to the socket, or a line of stdio.
        bytes: Bytes,
    },
    /// The status line and headers of an HTTP answer.
    Head {
        /// What it answers.
        exchange: u32,
        /// As received, up to and including the empty line.
        bytes: Bytes,
    },
    /// The body of an HTTP answer that is not an event stream, without transfer coding.
    Body {
        /// What it answers.
        exchange: u32,
        /// As received.
        bytes: Bytes,
    },
    /// One block of an event stream, up to and including its empty line.
    Event {
        /// The request whose answer the stream is.
        exchange: u32,
        /// As received.
        bytes: Bytes,
    },
    /// One line of a process's standard output, with its line end.
    Line {
        /// What it answers.
        exchange: u32,
        /// As received.
        bytes: Bytes,
    },
    /// An exchange is over.
    End {
        /// Which.
        exchange: u32,
        /// How it ended.
        how: End,
    },
    /// A request that arrived at the upstream trap.
    Upstream {
        /// Method, target, headers and body, as an HTTP/1.1 request.
        bytes: Bytes,
    },
    /// A request about a token of this conversation that arrived at the authorization server: to introspect it, for
    /// example.
    Issuer {
        /// What was asked and answered, without ports and secrets.
        asked: Box<AskedOfIssuer>,
    },
    /// Something about the launched process: it exited, it was signalled.
    Process {
        /// A sentence.
        text: String,
    },
    /// Something the probe chose or measured that the bytes do not show.
    Note {
        /// A name a judge asks for.
        key: String,
        /// Its value.
        value: String,
    },
}

impl Entry {
    /// The same entry with its exchange's number moved, for joining records.
    #[must_use]
    pub fn shifted(mut self, offset: u32) -> Self {
        match &mut self {
            Self::Sent { exchange, .. }
            | Self::Head { exchange, .. }
            | Self::Body { exchange, .. }
            | Self::Event { exchange, .. }
            | Self::Line { exchange, .. }
            | Self::End { exchange, .. } => *exchange += offset,
            Self::Upstream { .. } | Self::Issuer { .. } | Self::Process { .. } | Self::Note { .. } => {}
        }
        self
    }

    /// The exchange that it belongs to.
    fn exchange(&self) -> Option<u32> {
        match self {
            Self::Sent { exchange, .. }
            | Self::Head { exchange, .. }
            | Self::Body { exchange, .. }
            | Self::Event { exchange, .. }
            | Self::Line { exchange, .. }
            | Self::End { exchange, .. } => Some(*exchange),
            Self::Upstream { .. } | Self::Issuer { .. } | Self::Process { .. } | Self::Note { .. } => None,
        }
    }
}

/// How an exchange ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The answer was complete.
    Complete,
    /// We had what we wanted and read no further.
    Left,
    /// Nothing is due: a notification on stdio.
    NothingDue,
    /// The target closed the connection or the pipe before the answer was complete.
    Closed,
    /// The time limit was reached.
    TimedOut,
    /// No connection could be made.
    Unreachable,
    /// The answer is larger than we read.
    TooLarge,
    /// The answer is no HTTP.
    Malformed,
}

impl End {
    /// Every way an exchange ends.
    pub const ALL: [End; 8] = [
        Self::Complete,
        Self::Left,
        Self::NothingDue,
        Self::Closed,
        Self::TimedOut,
        Self::Unreachable,
        Self::TooLarge,
        Self::Malformed,
    ];

    /// The word in the printed form.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Complete => "complete",
            Self::Left => "left",
            Self::NothingDue => "nothing-due",
            Self::Closed => "closed",
            Self::TimedOut => "timed-out",
            Self::Unreachable => "unreachable",
            Self::TooLarge => "too-large",
            Self::Malformed => "malformed",
        }
    }
}

impl Transcript {
    /// An empty record.
    pub fn new(head: Head) -> Self {
        Self::of(head, Vec::new())
    }

    /// A record of what happened.
    pub fn of(head: Head, entries: Vec<Entry>) -> Self {
        Self {
            head,
            entries,
            exchanges: OnceLock::new(),
        }
    }

    /// What happened, in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Records one thing more.
    pub fn push(&mut self, entry: Entry) {
        self.exchanges.take();
        self.entries.push(entry);
    }

    /// Records more.
    pub fn extend(&mut self, entries: impl IntoIterator<Item = Entry>) {
        self.exchanges.take();
        self.entries.extend(entries);
    }

    /// Appends another record, with the numbers of its exchanges moved. What was read of it need not be read again.
    pub fn join(&mut self, part: &Self, offset: u32) {
        let place = self.entries.len();
        let mut exchanges = self.exchanges.take().unwrap_or_else(|| Answer::read_all(self));
        exchanges.extend(part.read().iter().map(|exchange| Exchange {
            number: exchange.number + offset,
            place: exchange.place + place,
            answer: Arc::clone(&exchange.answer),
        }));
        self.entries
            .extend(part.entries.iter().map(|entry| entry.clone().shifted(offset)));
        self.exchanges = OnceLock::from(exchanges);
    }

    fn read(&self) -> &[Exchange] {
        self.exchanges.get_or_init(|| Answer::read_all(self))
    }

    /// What came back for the first thing sent under `label`.
    ///
    /// Where there is no answer to judge (never sent, target unreachable, time limit), the verdict is
    /// inconclusive; use [`Transcript::exchange`] where silence itself is the evidence.
    pub fn reply(&self, label: &str) -> Result<Reply<'_>, Verdict> {
        let reply = self.exchange(label)?;
        reply.answered()?;
        Ok(reply)
    }

    /// The first exchange under `label`, answered or not.
    pub fn exchange(&self, label: &str) -> Result<Reply<'_>, Verdict> {
        self.exchanges(label).next().ok_or_else(|| {
            let why = self
                .note("halt")
                .map(|why| format!(": {why}"))
                .unwrap_or_default();
            Verdict::inconclusive(format!("the conversation ended before \"{label}\" was sent{why}"))
        })
    }

    /// Every exchange under `label`, in order.
    pub fn exchanges<'t, 'l>(&'t self, label: &'l str) -> impl Iterator<Item = Reply<'t>> + use<'t, 'l> {
        self.all_exchanges().filter(move |reply| reply.label == label)
    }

    /// Every exchange, in order.
    pub fn all_exchanges(&self) -> impl Iterator<Item = Reply<'_>> {
        self.read()
            .iter()
            .filter_map(|exchange| Reply::of(self, exchange))
    }

    /// The latest exchange of this number, while more is still recorded.
    pub fn latest(&self, number: u32) -> Option<Reply<'_>> {
        let begins = |entry: &Entry| matches!(entry, Entry::Sent { exchange, .. } if *exchange == number);
        let place = self.entries.iter().rposition(begins)?;
        Reply::of(self, &Answer::read_one(self, place, number))
    }

    /// Holds that every exchange under `label` was served: the control without which a refusal proves nothing.
    pub fn control(&self, label: &str) -> Judgement {
        let mut controls = self.exchanges(label).peekable();
        if controls.peek().is_none() {
            return Err(Verdict::inconclusive(format!(
                "the control \"{label}\" was never sent"
            )));
        }
        for reply in controls {
            reply.answered()?;
            if !reply.is_served() {
                return Err(Verdict::inconclusive(format!(
                    "the control \"{label}\" got {}",
                    reply.describe()
                )));
            }
        }
        Ok(())
    }

    /// Whether the target went away in it: a connection was refused, or closed before an answer.
    pub fn is_broken_off(&self) -> bool {
        let gone = |how: &End| matches!(how, End::Unreachable | End::Closed);
        self.entries
            .iter()
            .any(|entry| matches!(entry, Entry::End { how, .. } if gone(how)))
    }

    /// Whether it was given up since the target had stopped answering.
    pub fn found_hung(&self) -> bool {
        self.note("halt") == Some(HUNG)
    }

    /// Whether it ends with a server error, or nobody there: the target was hurt, and serves no control any more.
    pub fn ends_in_trouble(&self) -> bool {
        let last = self.all_exchanges().last();
        last.is_some_and(|reply| reply.status() >= 500 || reply.end == Some(End::Unreachable))
    }

    /// The value of a note.
    pub fn note(&self, name: &str) -> Option<&str> {
        self.entries.iter().find_map(|entry| match entry {
            Entry::Note { key, value } if key == name => Some(value.as_str()),
            _ => None,
        })
    }

    /// The requests seen at the upstream trap.
    pub fn upstream(&self) -> impl Iterator<Item = &[u8]> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Upstream { bytes } => Some(bytes.as_ref()),
            _ => None,
        })
    }

    /// The requests about tokens of this conversation that the authorization server saw, with their meaning.
    pub fn asked_of_issuer(&self) -> impl Iterator<Item = &AskedOfIssuer> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Issuer { asked } => Some(asked.as_ref()),
            _ => None,
        })
    }

    /// What was noted about the process.
    pub fn process(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().filter_map(|entry| match entry {
            Entry::Process { text } => Some(text.as_str()),
            _ => None,
        })
    }
}
