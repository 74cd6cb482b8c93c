//! Resuming the streams of calls that are still running: a call that waits for an answer of its client can be left
//! and come back to at every moment, so that nothing depends on how fast it is.

use serde_json::Value;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Stream, askable};
use crate::jsonrpc::Message;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&RESUMED_CALLS, &CLOSED_STREAMS, &ENDED_SESSIONS];

/// Work in the session, before and after everything else.
pub const WORK: &str = "work";
/// A call whose stream stays open while it is resumed.
pub const LIVE: &str = "live";
/// GET that names the last event of that stream.
pub const RESUME_LIVE: &str = "resume-live";
/// A call whose stream is left.
pub const LEFT: &str = "left";
/// GETs that name its last event, both open at the same time.
pub const RESUME_TWICE: &[&str] = &["resume-left", "resume-left-again"];
/// Two calls whose streams are left, one after the other.
pub const TWO: &[&str] = &["first-of-two", "second-of-two"];
/// GETs that name their last events.
pub const RESUME_TWO: &[&str] = &["resume-first-of-two", "resume-second-of-two"];

/// Streams of running calls.
pub static RESUMED_CALLS: Probe = Probe {
    name: "resumed-calls",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Asks],
    hazard: false,
    hold: Some(|c| Box::pin(resumed_calls(c)) as Holding<'_>),
};

/// A call that waits for an answer, and the last event of its stream.
struct Running {
    stream: Stream,
    id: Value,
    question: Message,
    last: String,
}

async fn resumed_calls(c: &mut Conversation) -> Result<(), Halt> {
    c.client_capabilities = askable(c.cell.revision);
    c.open().await?;
    c.control(WORK).await?;
    if let Some(call) = begin(c, LIVE).await? {
        let resumed = resume(c, RESUME_LIVE, &call.last).await?;
        finish(c, &call.question, &call.id, vec![call.stream, resumed]).await?;
    }
    if let Some(call) = begin(c, LEFT).await? {
        c.leave(call.stream);
        let mut resumed = Vec::new();
        for label in RESUME_TWICE {
            resumed.push(resume(c, label, &call.last).await?);
        }
        finish(c, &call.question, &call.id, resumed).await?;
    }
    two(c).await?;
    c.control(WORK).await
}

/// Calls and reads the question; nothing where the stream has no event ids.
async fn begin(c: &mut Conversation, label: &str) -> Result<Option<Running>, Halt> {
    let Some(fixture) = c.facts().asks.clone() else {
        return Ok(None);
    };
    let id = c.distinct_id();
    let request = c.call_under(&id, &fixture);
    let mut stream = c.open_stream(label, request).await?;
    let question = c.read_question(&mut stream).await;
    let events = c.reply(stream.exchange).events.clone();
    let last = events
        .into_iter()
        .rev()
        .find_map(|event| event.id)
        .filter(|id| !id.is_empty());
    let Some((question, last)) = question.clone().zip(last) else {
        c.answer_all("answer", &mut stream, question, &id).await?;
        c.leave(stream);
        return Ok(None);
    };
    Ok(Some(Running {
        stream,
        id,
        question,
        last,
    }))
}

async fn resume(c: &mut Conversation, label: &str, last: &str) -> Result<Stream, Halt> {
    let mut out = c.endpoint_request("GET");
    out.set("Last-Event-ID", last);
    c.open_stream(label, out).await
}

/// Answers, and reads all the streams up to the response or past a barrier.
async fn finish(
    c: &mut Conversation,
    question: &Message,
    id: &Value,
    streams: Vec<Stream>,
) -> Result<(), Halt> {
    let answer = c.answer_to(question);
    c.send("answer", answer).await?;
    c.barrier("barrier").await?;
    for mut stream in streams {
        c.drain(&mut stream).await;
        // The answer to the call may take longer than the answer to the barrier.
        let is_last = c
            .reply(stream.exchange)
            .messages()
            .iter()
            .any(|message| message.answers(id));
        if is_last && stream.is_open() {
            c.barrier("barrier").await?;
            c.drain(&mut stream).await;
        }
        c.leave(stream);
    }
    Ok(())
}

/// Two calls are left, answered, and come back to, the earlier one first.
async fn two(c: &mut Conversation) -> Result<(), Halt> {
    let mut left = Vec::new();
    for label in TWO {
        let Some(call) = begin(c, label).await? else {
            return Ok(());
        };
        left.push((call.id, call.question, call.last, call.stream));
    }
    let mut ids = Vec::new();
    for (id, question, last, stream) in left {
        c.leave(stream);
        let answer = c.answer_to(&question);
        c.send("answer", answer).await?;
        ids.push((id, last));
    }
    c.barrier("barrier").await?;
    for (label, (id, last)) in RESUME_TWO.iter().zip(ids) {
        let mut stream = resume(c, label, &last).await?;
        if stream.is_open() {
            c.read_stream(&mut stream, |message| message.answers(&id)).await;
            c.await_end(&mut stream).await;
        }
        c.leave(stream);
    }
    Ok(())
}

/// A call whose stream the target ends before its response.
pub const CLOSED: &str = "closed";

/// A stream that the target ends early.
pub static CLOSED_STREAMS: Probe = Probe {
    name: "closed-streams",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Closes],
    hazard: false,
    hold: Some(|c| Box::pin(closed_streams(c)) as Holding<'_>),
};

async fn closed_streams(c: &mut Conversation) -> Result<(), Halt> {
    let Some(fixture) = c.facts().closes.clone() else {
        return Ok(());
    };
    c.client_capabilities = askable(c.cell.revision);
    c.open().await?;
    c.control(WORK).await?;
    let id = c.distinct_id();
    let request = c.call_under(&id, &fixture);
    let reply = c.send(CLOSED, request).await?;
    let last = reply.events.iter().rev().find_map(|event| event.id.clone());
    if let Some(last) = last.filter(|_| reply.response().is_none()) {
        let mut stream = resume(c, "resume-closed", &last).await?;
        c.read_stream(&mut stream, |message| message.answers(&id)).await;
        c.leave(stream);
    }
    c.control(WORK).await
}

/// Work in a session that is then ended.
pub const BEFORE_END: &str = "before-end";
/// GET in the live session that names the first event of that work: the control.
pub const RESUME_BEFORE: &str = "resume-before-end";
/// The end of the session.
pub const END: &str = "delete";
/// GET in the ended session that names the same event.
pub const RESUME_ENDED: &str = "resume-in-ended-session";
/// GET in a session opened later that names it.
pub const RESUME_LATER: &str = "resume-in-later-session";

/// Events of a session that has ended.
pub static ENDED_SESSIONS: Probe = Probe {
    name: "ended-session-events",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(ended_sessions(c)) as Holding<'_>),
};

async fn ended_sessions(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let work = c.work();
    let reply = c.send(BEFORE_END, work).await?;
    let first = reply.events.iter().find_map(|event| event.id.clone());
    if let Some(first) = first.filter(|id| !id.is_empty()) {
        look_back(c, RESUME_BEFORE, &first).await?;
        let delete = c.endpoint_request("DELETE");
        c.send(END, delete).await?;
        look_back(c, RESUME_ENDED, &first).await?;
        c.open().await?;
        look_back(c, RESUME_LATER, &first).await?;
    }
    c.control(WORK).await
}

async fn look_back(c: &mut Conversation, label: &str, event_id: &str) -> Result<(), Halt> {
    let mut stream = resume(c, label, event_id).await?;
    if stream.is_open() {
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
    }
    c.leave(stream);
    Ok(())
}
