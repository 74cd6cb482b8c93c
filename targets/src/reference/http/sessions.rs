//! Legacy sessions: who opened them, what they remember, which streams they hold.

use std::collections::{BTreeMap, VecDeque};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use serde_json::{Map, Value};
use tokio::sync::watch;
use tokio::task::AbortHandle;

use super::streams::{Reader, Stream};
use crate::behaviour::{Crossing, Replay, SessionIds, SessionLookup, TellBehaviour};
use crate::reference::Server;
use crate::reference::call::{Call, Caller, Memory};
use crate::reference::features;
use crate::reference::message::{self, Failure, INTERNAL_ERROR, Outcome};
use crate::reference::revision::Revision;

/// Sessions kept; the oldest gives way.
const SESSIONS_KEPT: usize = 1024;
/// Sessions that end the service with a flaw.
const TOO_MANY: u64 = 1000;
/// Streams kept in a session; the oldest gives way.
const STREAMS_KEPT: usize = 64;
/// The same of a client, where there are no sessions.
const CLIENT_STREAMS_KEPT: usize = 4096;

/// All live sessions.
#[derive(Default)]
pub(crate) struct Sessions {
    table: Mutex<Table>,
    by_request: Mutex<ByRequest>,
    /// Counts responses that were held back.
    exchanged: watch::Sender<u64>,
}

#[derive(Default)]
struct Table {
    live: BTreeMap<String, Arc<Session>>,
    /// Ids in the order of opening.
    order: VecDeque<String>,
    /// Ids of sessions that were ended, for the flaw that tells them apart.
    ended: VecDeque<String>,
    opened: u64,
    /// Sessions that were ended, for the flaw that replays their streams.
    kept: Vec<Arc<Session>>,
    /// What the server without sessions holds of each client, by who it is and what it speaks.
    clients: BTreeMap<String, Arc<Session>>,
}

/// What flaws find by the id of a request alone.
#[derive(Default)]
struct ByRequest {
    /// The stream of the latest call that asks its client.
    streams: BTreeMap<String, Arc<Stream>>,
    /// A response that waits for another one with its id.
    held_back: BTreeMap<String, Value>,
}

/// Ids from here on are kept in one table by the flaw that keeps responses by their id.
const LARGE: u64 = 1_000_000_000;
/// How long a response waits for another one with its id.
const HELD_BACK: Duration = Duration::from_millis(500);

/// One session.
pub(crate) struct Session {
    pub(crate) id: String,
    principal: Option<String>,
    pub(crate) memory: Arc<Memory>,
    streams: Mutex<VecDeque<Arc<Stream>>>,
    running: Mutex<Vec<Run>>,
    /// Ids of the sessions opened over the same connection, for the flaw that ends them together.
    siblings: Siblings,
    /// A request named it, for the flaw that gives out an id again until then.
    used: AtomicBool,
    /// A handshake came in it, for the flaw that spoils it then.
    spoilt: AtomicBool,
}

/// Ids of sessions, shared by those that were opened over one connection.
pub(crate) type Siblings = Arc<Mutex<Vec<String>>>;

/// A request under way.
struct Run {
    id: Value,
    work: AbortHandle,
    stream: Arc<Stream>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Why there is no session for a request.
pub(crate) type Sessionless = (StatusCode, &'static str);

const MISSING: Sessionless = (
    StatusCode::BAD_REQUEST,
    "this request needs an MCP-Session-Id header",
);
const UNKNOWN: Sessionless = (StatusCode::NOT_FOUND, "there is no such session");

impl Sessions {
    /// Opens a session for `caller`, who may have offered an id, which is ignored.
    pub(crate) fn open(
        &self,
        server: &Server,
        caller: &Caller,
        memory: Arc<Memory>,
        offered: Option<&str>,
        siblings: &Siblings,
    ) -> Arc<Session> {
        let mut table = lock(&self.table);
        table.opened += 1;
        if table.opened >= TOO_MANY && server.behaviour.session.crossing == Crossing::DiesOfSessions {
            server.stop();
        }
        let before = lock(siblings).last().and_then(|id| table.live.get(id));
        let unused = before
            .filter(|session| !session.used.load(Ordering::Relaxed))
            .map(|session| session.id.clone());
        let id = match (server.behaviour.session.ids, offered) {
            (SessionIds::AdoptsOffered, Some(offered)) => offered.to_owned(),
            (SessionIds::Repeated, _) => unused.unwrap_or_else(|| server.ids.next()),
            (SessionIds::FixedSeed, _) => server.ids.next_fixed(),
            (SessionIds::Sequential, _) => format!("session-{}", table.opened),
            (SessionIds::WithSpace, _) => format!("session {}", server.ids.next()),
            _ => server.ids.next(),
        };
        memory
            .questions
            .flaw(server.behaviour.session.crossing, table.opened);
        let session = Arc::new(Session::new(id.clone(), caller, memory, siblings));
        session.declare(server, &table, siblings);
        lock(siblings).push(id.clone());
        table.live.insert(id.clone(), Arc::clone(&session));
        table.order.push_back(id);
        if table.order.len() > SESSIONS_KEPT
            && let Some(oldest) = table.order.pop_front()
            && let Some(oldest) = table.live.remove(&oldest)
        {
            oldest.close();
        }
        session
    }

    /// What the server without sessions holds of a client.
    pub(crate) fn of_client(&self, caller: &Caller, revision: Revision) -> Arc<Session> {
        let name = format!(
            "{} {}",
            revision.name(),
            caller.principal.as_deref().unwrap_or_default()
        );
        let mut table = lock(&self.table);
        let client = table.clients.entry(name).or_insert_with(|| {
            let memory = Memory::of(revision, Map::new());
            Arc::new(Session::new(String::new(), caller, memory, &Siblings::default()))
        });
        Arc::clone(client)
    }

    /// The session that a request names and that its caller may use.
    pub(crate) fn find(
        &self,
        server: &Server,
        caller: &Caller,
        id: Option<&str>,
    ) -> Result<Arc<Session>, Sessionless> {
        let lookup = server.behaviour.session.lookup;
        let Some(id) = id else {
            return match lookup {
                SessionLookup::MissingAccepted => Ok(self.open_unasked(server, caller)),
                SessionLookup::RefusedOpens => {
                    self.open_unasked(server, caller);
                    Err(MISSING)
                }
                _ => Err(MISSING),
            };
        };
        let table = lock(&self.table);
        let (found, ended) = (
            table.live.get(id).cloned(),
            table.ended.iter().any(|ended| ended == id),
        );
        drop(table);
        if let Some(session) = &found {
            session.used.store(true, Ordering::Relaxed);
        }
        match found {
            Some(session) if session.spoilt.load(Ordering::Relaxed) => {
                Err((StatusCode::BAD_REQUEST, "the session is of another revision"))
            }
            Some(session) if session.belongs_to(caller) || lookup == SessionLookup::Unbound => Ok(session),
            None if lookup == SessionLookup::UnknownAccepted && !ended => {
                Ok(self.open_unasked(server, caller))
            }
            None if lookup == SessionLookup::EndedServed && ended => Ok(self.open_unasked(server, caller)),
            None if lookup == SessionLookup::EndedBadRequest && ended => {
                Err((StatusCode::BAD_REQUEST, "the session has ended"))
            }
            _ => Err(UNKNOWN),
        }
    }

    /// A session that no handshake asked for, which only flaws open.
    pub(crate) fn open_unasked(&self, server: &Server, caller: &Caller) -> Arc<Session> {
        self.open(
            server,
            caller,
            Memory::of(Revision::newest_legacy(), Map::new()),
            None,
            &Siblings::default(),
        )
    }

    /// Whether an id is that of a live session.
    pub(crate) fn is_live(&self, id: &str) -> bool {
        lock(&self.table).live.contains_key(id)
    }

    /// Takes the client's answer to what it was asked in its session.
    pub(crate) fn answer(&self, server: &Server, session: &Session, id: &Value, outcome: Outcome) {
        if server.behaviour.session.crossing == Crossing::AnswersShared {
            for other in self.all() {
                other.memory.questions.answer(id, outcome.clone());
            }
        }
        session.memory.questions.answer(id, outcome);
    }

    /// Stops the call of a session that a cancellation names.
    pub(crate) fn cancel(&self, server: &Server, session: &Session, id: &Value) {
        if server.behaviour.session.crossing == Crossing::CancellationsShared {
            self.all().iter().for_each(|other| other.cancel(id));
        }
        if server.behaviour.session.crossing == Crossing::CancelledAnswered {
            session.refuse(server, id);
        }
        session.cancel(id);
    }

    /// For the flaw that looks streams up by the id of their request.
    pub(crate) fn remember_stream(&self, id: &Value, stream: &Arc<Stream>) {
        lock(&self.by_request)
            .streams
            .insert(id.to_string(), Arc::clone(stream));
    }

    /// The stream that was remembered last under an id.
    pub(crate) fn remembered_stream(&self, id: &Value) -> Option<Arc<Stream>> {
        lock(&self.by_request).streams.remove(&id.to_string())
    }

    /// Whether the response to a call is kept by its id, which only a flaw does: with lists, under large ids.
    pub(crate) fn keeps_by_id(server: &Server, call: &Call) -> bool {
        let is_large = call.id.as_u64().is_some_and(|id| id >= LARGE);
        server.behaviour.session.crossing == Crossing::ListsByRequestId
            && is_large
            && call.method.ends_with("/list")
    }

    /// For the flaw that keeps responses by their id: waits for another one with the same id, and takes that one.
    pub(crate) async fn exchange(&self, response: Value) -> Value {
        let id = response["id"].to_string();
        let mut exchanged = self.exchanged.subscribe();
        let other = {
            let mut kept = lock(&self.by_request);
            let other = kept.held_back.remove(&id);
            let name = if other.is_some() {
                format!("for {id}")
            } else {
                id.clone()
            };
            kept.held_back.insert(name, response.clone());
            other
        };
        if let Some(other) = other {
            self.exchanged.send_modify(|count| *count += 1);
            return other;
        }
        let came = || lock(&self.by_request).held_back.remove(&format!("for {id}"));
        let mut taken = None;
        let waiting = exchanged.wait_for(|_| {
            taken = came();
            taken.is_some()
        });
        // Nobody else used the id.
        if tokio::time::timeout(HELD_BACK, waiting).await.is_err() {
            lock(&self.by_request).held_back.remove(&id);
        }
        taken.unwrap_or(response)
    }

    /// For the flaw that trades lists: waits for the list that is asked for at the same time in the session, and takes
    /// that one.
    pub(crate) async fn trade(&self, session: &str, mut response: Value) -> Value {
        // Under one name for both, as if their requests had one id.
        let own = std::mem::replace(&mut response["id"], Value::from(session));
        let kept = serde_json::json!({"id": session, "own": own, "response": response});
        let mut traded = self.exchange(kept).await;
        let id = traded["own"].take();
        let mut response = traded["response"].take();
        response["id"] = id;
        response
    }

    /// For flaws: copies what a call caused to where it does not belong.
    pub(crate) fn leak(&self, server: &Server, session: &Arc<Session>, stream: &Stream) {
        let crossing = server.behaviour.session.crossing;
        for message in stream.messages() {
            let is_request = message.get("id").is_some() && message.get("method").is_some();
            let is_progress = message["method"] == "notifications/progress";
            if crossing == Crossing::QuestionsCopied && is_request
                || crossing == Crossing::ProgressToSession && is_progress
            {
                session.copy(&message);
            }
            if crossing == Crossing::ProgressToAll && is_progress {
                for other in self.all().iter().filter(|other| !Arc::ptr_eq(other, session)) {
                    other.copy(&message);
                }
            }
        }
    }

    /// Ends a session.
    pub(crate) fn end(&self, server: &Server, session: &Session) {
        if server.behaviour.session.lookup == SessionLookup::EndedAccepted {
            return;
        }
        let mut table = lock(&self.table);
        let ending: Vec<String> = if server.behaviour.session.delete_ends_all {
            lock(&session.siblings).clone()
        } else {
            vec![session.id.clone()]
        };
        for id in ending {
            if let Some(session) = table.live.remove(&id) {
                session.close();
                if server.behaviour.stream.replay == Replay::EndedSession {
                    table.kept.push(session);
                }
            }
            table.order.retain(|other| *other != id);
            table.ended.push_back(id);
            if table.ended.len() > SESSIONS_KEPT {
                table.ended.pop_front();
            }
        }
    }

    /// Tells each subscribed session, on one stream, that a resource changed.
    ///
    /// Flaws tell others of the report, too.
    pub(crate) fn publish(&self, uri: &str, telling: TellBehaviour) {
        let table = lock(&self.table);
        let is_report = uri == features::REPORT;
        let also = |session: &Session| match telling {
            TellBehaviour::EverySession => is_report,
            TellBehaviour::AnyUriOfSession => is_report && session.memory.is_subscribed_at_all(),
            _ => false,
        };
        for session in table.live.values() {
            if (also(session) || session.memory.is_subscribed(uri))
                && let Some(stream) = lock(&session.streams)
                    .iter()
                    .rev()
                    .find(|stream| stream.standalone)
            {
                let params = serde_json::json!({"uri": uri});
                stream.append(message::notification("notifications/resources/updated", params));
            }
        }
    }

    pub(crate) fn all(&self) -> Vec<Arc<Session>> {
        lock(&self.table).live.values().cloned().collect()
    }
}

impl Session {
    fn new(id: String, caller: &Caller, memory: Arc<Memory>, siblings: &Siblings) -> Self {
        Self {
            id,
            principal: caller.principal.clone(),
            memory,
            streams: Mutex::default(),
            running: Mutex::default(),
            siblings: Arc::clone(siblings),
            used: AtomicBool::new(false),
            spoilt: AtomicBool::new(false),
        }
    }

    fn belongs_to(&self, caller: &Caller) -> bool {
        caller.unchecked || self.principal == caller.principal
    }

    /// Opens a stream: the answer to a request, or one that GET asked for.
    pub(crate) fn open_stream(&self, server: &Server, standalone: bool) -> Arc<Stream> {
        let primed = self.memory.revision.primes_streams() && !server.behaviour.stream.no_priming;
        let name = match server.behaviour.stream.replay {
            Replay::OfAnyStart => server.ids.next_fixed(),
            _ => server.ids.next(),
        };
        let stream = Stream::new(name, standalone, primed);
        let stream = Arc::new(stream.shared(server.behaviour.stream.readers_share));
        let mut streams = lock(&self.streams);
        streams.push_back(Arc::clone(&stream));
        // Without sessions all conversations of a client share one.
        let kept = if self.id.is_empty() {
            CLIENT_STREAMS_KEPT
        } else {
            STREAMS_KEPT
        };
        if streams.len() > kept
            && let Some(oldest) = streams.pop_front()
        {
            oldest.finish();
        }
        stream
    }

    /// For flaws: what this client declared holds for others too, or does not count.
    fn declare(&self, server: &Server, table: &Table, siblings: &Siblings) {
        let crossing = server.behaviour.session.crossing;
        if crossing == Crossing::CapabilitiesShared {
            for other in lock(siblings).iter().filter_map(|id| table.live.get(id)) {
                other.memory.declare_anew(self.memory.capabilities.clone());
            }
        }
        if crossing == Crossing::CapabilitiesIgnored {
            let everything = ["sampling", "roots", "elicitation"];
            let everything = everything.map(|name| (name.to_owned(), Value::Object(Map::new())));
            self.memory.declare_anew(everything.into_iter().collect());
        }
    }

    /// For the flaw that spoils a session in which a handshake comes.
    pub(crate) fn spoil(&self) {
        self.spoilt.store(true, Ordering::Relaxed);
    }

    /// Remembers a request under way, so that it can be cancelled.
    pub(crate) fn track(&self, id: Value, work: AbortHandle, stream: Arc<Stream>) {
        let mut running = lock(&self.running);
        running.retain(|run| !run.work.is_finished());
        running.push(Run { id, work, stream });
    }

    /// Stops the request that a cancellation names, type of the id included. Unknown ids are ignored.
    pub(crate) fn cancel(&self, id: &Value) {
        for run in lock(&self.running)
            .iter()
            .filter(|run| run.id == *id && !run.work.is_finished())
        {
            run.work.abort();
            run.stream.finish();
        }
    }

    /// Answers a call with an error before it is stopped, which only a flaw does.
    fn refuse(&self, server: &Server, id: &Value) {
        let running = lock(&self.running);
        for run in running
            .iter()
            .filter(|run| run.id == *id && !run.work.is_finished())
        {
            let failure = Failure::new(INTERNAL_ERROR, "cancelled");
            run.stream.append(server.failed(Some(id), "tools/call", &failure));
        }
    }

    /// Copies a message to the streams that GET opened, which only a flaw does.
    pub(crate) fn copy(&self, response: &Value) {
        for stream in lock(&self.streams).iter().filter(|stream| stream.standalone) {
            stream.append(response.clone());
        }
    }

    fn close(&self) {
        for run in lock(&self.running).drain(..) {
            run.work.abort();
        }
        for stream in lock(&self.streams).iter() {
            stream.finish();
        }
    }

    /// The stream that an event id names, and the number of the event in it.
    fn stream_of(&self, server: &Server, event_id: &str) -> Option<(Arc<Stream>, u64)> {
        let streams = lock(&self.streams);
        if server.behaviour.stream.repeated_ids {
            // A bare number names no stream; the flaw takes the latest, or none where conversations share them.
            if server.behaviour.stateless {
                return None;
            }
            return Some((Arc::clone(streams.back()?), event_id.parse().ok()?));
        }
        let (name, digits) = event_id.split_once('-')?;
        let stream = streams.iter().find(|stream| stream.name == name)?;
        let number: u64 = digits.parse().ok()?;
        (number.to_string() == digits).then(|| (Arc::clone(stream), number))
    }

    /// The stream whose name begins so, for the flaw that looks no further.
    fn stream_by_beginning(&self, event_id: &str) -> Option<(Arc<Stream>, u64)> {
        let is_part = !event_id.contains('-');
        let streams = lock(&self.streams);
        let stream = streams
            .iter()
            .find(|stream| is_part && stream.name.starts_with(event_id))?;
        Some((Arc::clone(stream), 0))
    }

    /// Resumes a stream of whatever session for who names one that is not known, which only a flaw does.
    pub(crate) fn resume_any(server: &Server, named: Option<&str>, event_id: &str) -> Option<Reader> {
        let sessions = server.sessions.all();
        if sessions.iter().any(|session| named == Some(&session.id)) {
            return None;
        }
        sessions
            .iter()
            .find_map(|session| session.resume(server, event_id))
    }

    /// Resumes the stream that an event id names, after that event.
    pub(crate) fn resume(&self, server: &Server, event_id: &str) -> Option<Reader> {
        let behaviour = server.behaviour.stream;
        // Only flaws look beyond this session.
        let elsewhere = |session: &&Arc<Session>| match behaviour.replay {
            Replay::OtherSession => session.principal == self.principal,
            Replay::OtherPrincipal => session.principal != self.principal,
            Replay::ByBeginning => true,
            _ => false,
        };
        let foreign = || {
            server
                .sessions
                .all()
                .iter()
                .filter(elsewhere)
                .find_map(|other| match behaviour.replay {
                    Replay::ByBeginning => other.stream_by_beginning(event_id),
                    _ => other.stream_of(server, event_id),
                })
        };
        let ended = || {
            let table = lock(&server.sessions.table);
            let mut kept = table
                .kept
                .iter()
                .filter(|other| other.principal == self.principal);
            kept.find_map(|other| other.stream_of(server, event_id))
        };
        let found = self.stream_of(server, event_id).or_else(foreign).or_else(ended);
        let Some((stream, number)) = found else {
            let all = behaviour.replay == Replay::UnknownReplaysAll;
            return all.then(|| self.everything(server).read_after(None));
        };
        let resumable = stream.standalone || behaviour.replay != Replay::StandaloneOnly;
        if !stream.can_resume_after(number) || !resumable {
            return None;
        }
        if behaviour.replay == Replay::WholeSession {
            return Some(self.everything(server).read_after(None));
        }
        let from = if behaviour.include_acknowledged {
            number.checked_sub(1)
        } else {
            Some(number)
        };
        let mut reader = stream.read_after(from);
        reader.lingers = behaviour.lingers;
        Some(reader)
    }

    /// A stream of every message of the session, for the flaw that replays it.
    fn everything(&self, server: &Server) -> Arc<Stream> {
        let all = Stream::new(server.ids.next(), false, false);
        for message in lock(&self.streams).iter().flat_map(|stream| stream.messages()) {
            all.append(message);
        }
        all.finish();
        Arc::new(all)
    }
}
