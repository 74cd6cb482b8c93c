//! Event streams that survive their connections.
//!
//! A stream keeps its latest events, each with a number. A reader stands at a number and takes what comes after it.
//! Only the newest reader of a stream is served, so no message goes to two connections.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::Value;
use tokio::sync::watch;

/// Events that a stream keeps.
const EVENTS_KEPT: usize = 256;

/// An event: a message, or none for the one that primes the client to reconnect.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) number: u64,
    pub(crate) message: Option<Value>,
}

/// A stream of one session.
pub(crate) struct Stream {
    /// Part of every event id, so that an id names its stream.
    pub(crate) name: String,
    /// Opened by GET, and not the answer to a request.
    pub(crate) standalone: bool,
    /// Every reader is served, for a flaw.
    shared: bool,
    state: Mutex<State>,
    /// Counts changes, to wake readers.
    changed: watch::Sender<u64>,
}

#[derive(Default)]
struct State {
    events: VecDeque<Event>,
    next: u64,
    finished: bool,
    turn: u64,
    /// Readers up to this turn leave once they have taken what is there.
    dismissed: u64,
}

impl Stream {
    /// Serves every reader, which only a flaw does.
    #[must_use]
    pub(crate) fn shared(mut self, shared: bool) -> Self {
        self.shared = shared;
        self
    }

    /// Whether nothing more will come.
    pub(crate) fn is_finished(&self) -> bool {
        self.state().finished
    }

    pub(crate) fn new(name: String, standalone: bool, primed: bool) -> Self {
        let mut state = State {
            next: 1,
            ..State::default()
        };
        if primed {
            state.events.push_back(Event {
                number: 0,
                message: None,
            });
        }
        Self {
            name,
            standalone,
            shared: false,
            state: Mutex::new(state),
            changed: watch::channel(0).0,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn wake(&self) {
        self.changed.send_modify(|count| *count += 1);
    }

    /// Adds a message. A finished stream takes no more.
    pub(crate) fn append(&self, message: Value) {
        let mut state = self.state();
        if !state.finished {
            let number = state.next;
            state.next += 1;
            state.events.push_back(Event {
                number,
                message: Some(message),
            });
            if state.events.len() > EVENTS_KEPT {
                state.events.pop_front();
            }
        }
        drop(state);
        self.wake();
    }

    /// Ends the stream once its readers have taken what is there.
    pub(crate) fn finish(&self) {
        self.state().finished = true;
        self.wake();
    }

    /// Sends the reader away once it has taken what is there, and waits until another takes its place.
    pub(crate) async fn change_readers(&self) {
        let mut changed = self.changed.subscribe();
        let turn = {
            let mut state = self.state();
            state.dismissed = state.turn;
            state.turn
        };
        self.wake();
        // The sender lives as long as `self`.
        let _ = changed.wait_for(|_| self.state().turn > turn).await;
    }

    /// Whether a resumption after event `number` misses nothing.
    pub(crate) fn can_resume_after(&self, number: u64) -> bool {
        let state = self.state();
        let first = state.events.front().map_or(state.next, |event| event.number);
        number < state.next && number + 1 >= first
    }

    /// All messages kept.
    pub(crate) fn messages(&self) -> Vec<Value> {
        self.state()
            .events
            .iter()
            .filter_map(|event| event.message.clone())
            .collect()
    }

    /// A reader of what comes after event `number`, or of everything. It takes the place of earlier readers.
    pub(crate) fn read_after(self: &Arc<Self>, number: Option<u64>) -> Reader {
        let mut state = self.state();
        state.turn += 1;
        let turn = state.turn;
        drop(state);
        self.wake();
        Reader {
            changed: self.changed.subscribe(),
            stream: Arc::clone(self),
            next: number.map_or(0, |number| number + 1),
            turn,
            lingers: false,
            guard: None,
        }
    }
}

/// One connection's place in a stream.
pub(crate) struct Reader {
    pub(crate) stream: Arc<Stream>,
    changed: watch::Receiver<u64>,
    next: u64,
    turn: u64,
    /// It stays after the end of the stream, for a flaw.
    pub(crate) lingers: bool,
    /// What is done when the connection ends, for a flaw.
    pub(crate) guard: Option<Guard>,
}

/// What a flaw does when a connection ends.
pub(crate) struct Guard(pub(crate) Box<dyn Fn() + Send + Sync>);

impl Drop for Guard {
    fn drop(&mut self) {
        (self.0)();
    }
}

impl Reader {
    /// The next event, or nothing once the stream is over or another reader took its place.
    pub(crate) async fn next(&mut self) -> Option<Event> {
        loop {
            self.changed.borrow_and_update();
            {
                let state = self.stream.state();
                if state.turn != self.turn && !self.stream.shared {
                    return None;
                }
                if let Some(event) = state.events.iter().find(|event| event.number >= self.next) {
                    self.next = event.number + 1;
                    return Some(event.clone());
                }
                if (state.finished && !self.lingers) || state.dismissed >= self.turn {
                    return None;
                }
            }
            self.changed.changed().await.ok()?;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[tokio::test]
    async fn a_reader_gets_exactly_what_follows_its_place() {
        let stream = Arc::new(Stream::new("s".into(), false, true));
        stream.append(json!(1));
        stream.append(json!(2));
        stream.finish();
        let mut reader = stream.read_after(Some(1));
        assert_eq!(
            reader.next().await.and_then(|event| event.message),
            Some(json!(2))
        );
        assert!(reader.next().await.is_none());
    }

    #[tokio::test]
    async fn a_newer_reader_takes_the_place_of_an_older_one() {
        let stream = Arc::new(Stream::new("s".into(), false, true));
        let mut older = stream.read_after(None);
        assert!(older.next().await.is_some(), "the priming event");
        let mut newer = stream.read_after(Some(0));
        stream.append(json!(1));
        assert!(older.next().await.is_none());
        assert_eq!(newer.next().await.and_then(|event| event.message), Some(json!(1)));
    }

    #[tokio::test]
    async fn a_dismissed_reader_takes_what_is_there_and_the_next_one_the_rest() {
        let stream = Arc::new(Stream::new("s".into(), false, true));
        stream.append(json!(1));
        let mut first = stream.read_after(None);
        let worker = Arc::clone(&stream);
        let work = tokio::spawn(async move {
            worker.change_readers().await;
            worker.append(json!(2));
        });
        assert!(first.next().await.is_some(), "the priming event");
        assert_eq!(first.next().await.and_then(|event| event.message), Some(json!(1)));
        assert!(first.next().await.is_none(), "sent away");
        let mut second = stream.read_after(Some(1));
        assert_eq!(
            second.next().await.and_then(|event| event.message),
            Some(json!(2))
        );
        work.await.expect("it ends");
    }

    #[test]
    fn what_was_dropped_cannot_be_resumed() {
        let stream = Stream::new("s".into(), false, true);
        for number in 0..300 {
            stream.append(json!(number));
        }
        assert!(!stream.can_resume_after(0));
        assert!(stream.can_resume_after(299));
        assert!(!stream.can_resume_after(301));
    }
}
