//! Resuming event streams: by who received them, by others, and with ids that were never issued.

use serde_json::Value;

use super::sessions::{alike, altered};
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::jsonrpc::Message;
use crate::principal::Principal;
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&RESUMPTION, &RESTART];

/// Work answered by a stream, which is then resumed.
pub const FIRST: &str = "first";
/// Other work, answered by another stream of the same session.
pub const SECOND: &str = "second";
/// GET that names the first event of the first stream.
pub const RESUME_FIRST: &str = "resume-first";
/// GET that names the last event of the first stream.
pub const RESUME_LAST: &str = "resume-last";
/// GET that names the first event of the second stream.
pub const RESUME_SECOND: &str = "resume-second";
/// Work whose stream is left after one event.
pub const BROKEN: &str = "broken-off";
/// GET that names that event.
pub const RESUME_BROKEN: &str = "resume-broken-off";
/// GET with an event id that was never issued.
pub const UNKNOWN: &str = "unknown-event-id";
/// Work in another session of the same user.
pub const OTHER_SESSION: &str = "other-session";
/// GET in that session that names the first event of the first stream.
pub const RESUME_ELSEWHERE: &str = "resume-in-other-session";
/// Work of another user in a session of its own.
pub const OTHER_USER: &str = "other-user";
/// GET in that session that names the first event of the first stream.
pub const RESUME_AS_OTHER: &str = "resume-as-other-user";
/// GET of the other user, with the first user's session id, that names the same event.
pub const RESUME_AS_OTHER_IN_SESSION: &str = "resume-as-other-user-in-session";
/// GET of the other user in a session of its own that names ids guessed from that one: cut, counted up and down.
pub const GUESS_AS_OTHER: &str = "guess-as-other-user";
/// A stream that GET opens, naming no event.
pub const STANDALONE: &str = "get";
/// Work while that stream is open.
pub const MEANWHILE: &str = "meanwhile";
/// Work at the end.
pub const LATER: &str = "later";

/// Characters of the longest event id that is tried.
const LONG: usize = 16 * 1024;

/// Streams of one session and what comes of naming their events.
pub static RESUMPTION: Probe = Probe {
    name: "resumption",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let ids = work(c, FIRST).await?;
    if let (Some(first), Some(last)) = (ids.first(), ids.last()) {
        let seconds = work(c, SECOND).await?;
        resume(c, RESUME_FIRST, first).await?;
        resume(c, RESUME_LAST, last).await?;
        if let Some(second) = seconds.first() {
            resume(c, RESUME_SECOND, second).await?;
        }
        break_off(c).await?;
        for unknown in unknown_ids(c, first) {
            resume(c, UNKNOWN, &unknown).await?;
        }
        resume_elsewhere(c, first).await?;
    }
    listen(c).await?;
    c.control(LATER).await
}

/// Does work and returns the ids of the events of its answer.
async fn work(c: &mut Conversation, label: &str) -> Result<Vec<String>, Halt> {
    let request = c.work();
    let reply = c.send(label, request).await?;
    Ok(reply
        .events
        .iter()
        .filter_map(|event| event.id.clone())
        .filter(|id| !id.is_empty())
        .collect())
}

/// Names an event, and reads what is replayed for it.
async fn resume(c: &mut Conversation, label: &str, event_id: &str) -> Result<(), Halt> {
    let mut out = c.endpoint_request("GET");
    out.set("Last-Event-ID", event_id);
    let mut stream = c.open_stream(label, out).await?;
    if stream.is_open() {
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
        // What has begun to come is waited for up to a response.
        let begun = c.reply(stream.exchange);
        let is_part = !begun.messages().is_empty() && !begun.messages().iter().any(Message::is_response);
        if is_part {
            c.await_end(&mut stream).await;
        }
    }
    c.leave(stream);
    Ok(())
}

/// Leaves a stream after its first event, and asks for the rest.
async fn break_off(c: &mut Conversation) -> Result<(), Halt> {
    let request = c.work();
    let id = request.id.clone().unwrap_or(Value::Null);
    let mut stream = c.open_stream(BROKEN, request).await?;
    c.read_block(&mut stream).await;
    let seen = c.reply(stream.exchange);
    let answered = seen.response().is_some();
    let event_id = seen.events.first().and_then(|event| event.id.clone());
    c.leave(stream);
    let Some(event_id) = event_id.filter(|_| !answered) else {
        return Ok(());
    };
    let mut out = c.endpoint_request("GET");
    out.set("Last-Event-ID", &event_id);
    let mut stream = c.open_stream(RESUME_BROKEN, out).await?;
    c.read_stream(&mut stream, |message: &Message| message.answers(&id))
        .await;
    c.leave(stream);
    Ok(())
}

/// Work that another start of the same server answers with a stream.
pub const BEFORE_RESTART: &str = "before-restart";
/// Work of another client of the start after that.
pub const AFTER_RESTART: &str = "after-restart";
/// GET with the session of the first start that names the first event of its stream.
pub const RESUME_STALE: &str = "resume-after-restart";
/// The same in a new session of the same user.
pub const RESUME_STALE_ANEW: &str = "resume-after-restart-in-new-session";

/// A stream of one start of a server, resumed with another. It costs two starts, so it is held in one column.
pub static RESTART: Probe = Probe {
    name: "resumption-after-restart",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(restart(c)) as Holding<'_>),
};

async fn restart(c: &mut Conversation) -> Result<(), Halt> {
    // Another start would know nobody who signed in at this one.
    if c.ground.start_again.is_none() || c.facts().sign_in.is_some() {
        return Ok(());
    }
    start(c, Principal::A).await?;
    let Some(stale) = work(c, BEFORE_RESTART).await?.into_iter().next() else {
        return Ok(());
    };
    let before = c.client();
    start(c, c.other_principal()).await?;
    work(c, AFTER_RESTART).await?;
    let other = c.client();
    c.speak_for(&before);
    resume(c, RESUME_STALE, &stale).await?;
    c.session = None;
    c.open().await?;
    resume(c, RESUME_STALE_ANEW, &stale).await?;
    c.speak_for(&other);
    c.control(LATER).await
}

/// Starts the server once more, and opens a session with it.
async fn start(c: &mut Conversation, principal: Principal) -> Result<(), Halt> {
    if !c.start_again().await {
        return Err(Halt("the server could not be started once more".to_owned()));
    }
    c.principal = principal;
    c.open().await
}

fn unknown_ids(c: &mut Conversation, issued: &str) -> Vec<String> {
    let random = issued
        .chars()
        .map(|found| alike(found, c.entropy.below("event id", 36)))
        .collect();
    vec![
        random,
        altered(issued),
        "../../etc/passwd'\"".to_owned(),
        "7".repeat(LONG),
    ]
}

/// Ids that are near an issued one: its last number counted up and down, and its beginnings.
fn guesses(issued: &str) -> Vec<String> {
    let digits = issued.len() - issued.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (before, number) = issued.split_at(issued.len() - digits);
    let mut guesses = Vec::new();
    if let Ok(number) = number.parse::<u64>() {
        guesses.push(format!("{before}{}", number.saturating_add(1)));
        guesses.extend(number.checked_sub(1).map(|number| format!("{before}{number}")));
    }
    let characters: Vec<char> = issued.chars().collect();
    for length in [
        characters.len() - characters.len().min(1),
        characters.len() / 2,
        1,
    ] {
        guesses.push(characters.iter().take(length).collect());
    }
    guesses.push(before.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned());
    guesses.retain(|guess| !guess.is_empty() && guess != issued);
    guesses.sort();
    guesses.dedup();
    guesses
}

async fn resume_elsewhere(c: &mut Conversation, event_id: &str) -> Result<(), Halt> {
    let owners = c.session.clone();
    c.open().await?;
    c.control(OTHER_SESSION).await?;
    resume(c, RESUME_ELSEWHERE, event_id).await?;
    if c.facts().knows_two() {
        c.principal = Principal::B;
        c.open().await?;
        c.control(OTHER_USER).await?;
        resume(c, RESUME_AS_OTHER, event_id).await?;
        for guess in guesses(event_id) {
            resume(c, GUESS_AS_OTHER, &guess).await?;
        }
        c.session.clone_from(&owners);
        resume(c, RESUME_AS_OTHER_IN_SESSION, event_id).await?;
        c.principal = Principal::A;
    }
    c.session = owners;
    Ok(())
}

async fn listen(c: &mut Conversation) -> Result<(), Halt> {
    let out = c.endpoint_request("GET");
    let mut stream = c.open_stream(STANDALONE, out).await?;
    if stream.is_open() {
        c.control(MEANWHILE).await?;
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
    }
    c.leave(stream);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn guesses_are_near_an_issued_id_and_never_it() {
        let near = guesses("5d0c9f0e-3");
        assert!(near.contains(&"5d0c9f0e-4".to_owned()) && near.contains(&"5d0c9f0e-2".to_owned()));
        assert!(near.contains(&"5d0c9f0e".to_owned()));
        for issued in ["7", "a", "stream"] {
            assert!(
                guesses(issued)
                    .iter()
                    .all(|guess| guess != issued && !guess.is_empty())
            );
        }
    }
}
