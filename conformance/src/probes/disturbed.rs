//! Sessions that are broken off, ended, cancelled and opened anew while they are at work.

use serde_json::json;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Client, Conversation, Halt, askable};
use crate::jsonrpc::Message;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&CUT_OFF, &DISTURBED_CALLS];

/// Work in the session, before, between and after everything else.
pub const ALIVE: &str = "alive";

/// Connections that are closed from our side: the label, and what was going on.
pub const CUTS: &[(&str, &str)] = &[
    ("cut-in-head", "a connection closed within the head of a request"),
    ("cut-in-body", "a connection closed within the body of a request"),
    (
        "cut-before-answer",
        "a connection closed before the answer to a request",
    ),
    (
        "cut-in-handshake",
        "a connection closed before the answer to a handshake",
    ),
    (
        "cut-in-answer",
        "a connection closed at the beginning of an answer",
    ),
    ("cut-listening", "a stream of the session closed by its client"),
    (
        "cut-while-asked",
        "a stream closed while its client is asked something",
    ),
];

/// One session, and connections of it that end in every phase.
pub static CUT_OFF: Probe = Probe {
    name: "cut-off",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(cut_off(c)) as Holding<'_>),
};

async fn cut_off(c: &mut Conversation) -> Result<(), Halt> {
    c.client_capabilities = askable(c.cell.revision);
    c.open().await?;
    c.control(ALIVE).await?;
    if let Some(fixture) = c.facts().asks.clone() {
        let id = c.distinct_id();
        let request = c.call_under(&id, &fixture);
        let mut stream = c.open_stream(CUTS[6].0, request).await?;
        c.read_question(&mut stream).await;
        c.leave(stream);
        c.control(ALIVE).await?;
    }
    for (label, _) in &CUTS[..4] {
        let out = if *label == "cut-in-handshake" {
            c.initialize_request()
        } else {
            c.work()
        };
        let whole = out.http_bytes().len();
        let bytes = match *label {
            "cut-in-head" => (whole - out.body.len()) / 2,
            "cut-in-body" => whole - out.body.len() / 2,
            _ => whole,
        };
        c.break_off(label, &out, bytes).await?;
        c.control(ALIVE).await?;
    }
    let work = c.work();
    let stream = c.open_stream(CUTS[4].0, work).await?;
    c.leave(stream);
    c.control(ALIVE).await?;
    let out = c.endpoint_request("GET");
    let stream = c.open_stream(CUTS[5].0, out).await?;
    c.leave(stream);
    c.control(ALIVE).await?;
    c.reconnect();
    c.control(ALIVE).await
}

/// Work of a session that nothing is done to, before and after everything else.
pub const UNDISTURBED: &str = "undisturbed";
/// A call of that session, which waits for an answer meanwhile.
pub const MEANWHILE: &str = "call-meanwhile";
/// A call whose session is ended while it waits for an answer.
pub const ENDED_CALL: &str = "call-in-ended-session";
/// The DELETE that ends it.
pub const DELETE: &str = "delete-during-call";
/// A call that its own client cancels while it waits for an answer.
pub const CANCELLED: &str = "cancelled-call";
/// The cancellation.
pub const CANCEL: &str = "cancel";
/// A call in a session whose client can be asked for nothing, before there is another session.
pub const UNASKABLE_BEFORE: &str = "unaskable-before";
/// The same, after another client has said that it can be asked for everything.
pub const UNASKABLE_AFTER: &str = "unaskable-after";
/// A call of the other client after that.
pub const ASKABLE: &str = "askable";

/// Sessions that end, and calls that are cancelled, at work.
pub static DISTURBED_CALLS: Probe = Probe {
    name: "disturbed-calls",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Sessions, Need::Asks],
    hazard: false,
    hold: Some(|c| Box::pin(disturbed_calls(c)) as Holding<'_>),
};

async fn disturbed_calls(c: &mut Conversation) -> Result<(), Halt> {
    // On one connection: what a server keeps by connection must not join the sessions.
    c.open().await?;
    let unaskable = c.client();
    call(c, UNASKABLE_BEFORE).await?;
    c.client_capabilities = askable(c.cell.revision);
    c.open().await?;
    let askable = c.client();
    c.speak_for(&unaskable);
    call(c, UNASKABLE_AFTER).await?;
    c.speak_for(&askable);
    call(c, ASKABLE).await?;
    c.control(UNDISTURBED).await?;
    cancel(c).await?;
    end(c, &askable).await?;
    c.speak_for(&askable);
    c.control(UNDISTURBED).await
}

/// A call whose questions are answered.
async fn call(c: &mut Conversation, label: &str) -> Result<(), Halt> {
    let Some(fixture) = c.facts().asks.clone() else {
        return Ok(());
    };
    let id = c.distinct_id();
    let request = c.call_under(&id, &fixture);
    let mut stream = c.open_stream(label, request).await?;
    let question = c.read_question(&mut stream).await;
    c.answer_all("answer", &mut stream, question, &id).await?;
    c.leave(stream);
    Ok(())
}

/// A call that waits for an answer is cancelled, and whatever still comes is read.
async fn cancel(c: &mut Conversation) -> Result<(), Halt> {
    let Some(fixture) = c.facts().asks.clone() else {
        return Ok(());
    };
    let id = c.distinct_id();
    let request = c.call_under(&id, &fixture);
    let mut stream = c.open_stream(CANCELLED, request).await?;
    if c.read_question(&mut stream).await.is_some() {
        let cancel = c.notification("notifications/cancelled", json!({"requestId": id}));
        c.send(CANCEL, cancel).await?;
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
    }
    c.leave(stream);
    Ok(())
}

/// A session is ended while a call of it, and one of another session, wait for answers.
async fn end(c: &mut Conversation, other: &Client) -> Result<(), Halt> {
    let Some(fixture) = c.facts().asks.clone() else {
        return Ok(());
    };
    c.speak_for(other);
    let id = c.distinct_id();
    let request = c.call_under(&id, &fixture);
    let mut kept = c.open_stream(MEANWHILE, request).await?;
    let question: Option<Message> = c.read_question(&mut kept).await;
    c.open().await?;
    let ended_id = c.distinct_id();
    let request = c.call_under(&ended_id, &fixture);
    let mut ended = c.open_stream(ENDED_CALL, request).await?;
    c.read_question(&mut ended).await;
    let delete = c.endpoint_request("DELETE");
    c.send(DELETE, delete).await?;
    c.speak_for(other);
    c.barrier("barrier").await?;
    c.drain(&mut ended).await;
    c.leave(ended);
    c.answer_all("answer", &mut kept, question, &id).await?;
    c.leave(kept);
    Ok(())
}
