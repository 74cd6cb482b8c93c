//! Sessions: how their ids look, how they end, and whose they are.

use mock_auth_server::defect;
use serde_json::json;

use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing, Reading};
use crate::principal::Principal;
use crate::revision::Revision;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&OTHER_PRINCIPAL, &CREDENTIALS, &IDS, &LIFE, &STARTS];

/// Work of the owner in the session, before and after everything else.
pub const OWNER: &str = "owner";
/// A stream that the owner opens in the session.
pub const OWNER_GET: &str = "owner-get";

/// Work of the other principal in a session of its own: its token is good.
pub const OTHER_OWN: &str = "other-in-own-session";
/// Work of the other principal in the owner's session.
pub const OTHER_POST: &str = "other-post";
/// A stream that the other principal opens in the owner's session.
pub const OTHER_GET: &str = "other-get";
/// A stream that the owner listens to while the other principal sends requests in the session.
pub const OWNER_LISTENS: &str = "owner-listens";
/// A call of the other principal in the owner's session that reports progress, or works.
pub const OTHER_CALLS: &str = "other-calls";
/// The note that holds the token of that progress.
pub const OTHER_TOKEN: &str = "other-progress-token";
/// The same, broken off before its answer.
pub const OTHER_LEAVES: &str = "other-calls-and-leaves";
/// What the owner gets who resumes the stream.
pub const OWNER_RESUMES: &str = "owner-resumes";
/// The other principal ends the owner's session.
pub const OTHER_DELETE: &str = "other-delete";
/// Work of the owner after that.
pub const OWNER_LATER: &str = "owner-later";

/// A session of one principal, used by another with a good token.
pub static OTHER_PRINCIPAL: Probe = Probe {
    name: "session-other-principal",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Principals, Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(other_principal(c)) as Holding<'_>),
};

async fn other_principal(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let owners = c.session.clone();
    c.control(OWNER).await?;
    c.principal = Principal::B;
    c.open().await?;
    c.control(OTHER_OWN).await?;
    c.session.clone_from(&owners);
    c.control(OTHER_POST).await?;
    // Before the owner's own stream: a server may refuse a second one to anybody.
    look_for_stream(c, OTHER_GET).await?;
    c.principal = Principal::A;
    c.control(OWNER).await?;
    look_for_stream(c, OWNER_GET).await?;
    inject(c).await?;
    c.principal = Principal::B;
    let ending = c.endpoint_request("DELETE");
    c.send(OTHER_DELETE, ending).await?;
    c.principal = Principal::A;
    c.control(OWNER_LATER).await
}

/// The other principal calls in the owner's session while the owner listens.
async fn inject(c: &mut Conversation) -> Result<(), Halt> {
    let out = c.endpoint_request("GET");
    let mut stream = c.open_stream(OWNER_LISTENS, out).await?;
    c.principal = Principal::B;
    let token = c.entropy.canary();
    c.note(OTHER_TOKEN, token.clone());
    for label in [OTHER_CALLS, OTHER_LEAVES] {
        let call = c.facts().reports.clone();
        let mut request = match call {
            Some(call) => c.request(
                "tools/call",
                json!({"name": call.tool, "arguments": call.arguments}),
            ),
            None => c.work(),
        };
        request.edit(|message| message["params"]["_meta"]["progressToken"] = json!(token));
        if label == OTHER_CALLS {
            c.send(label, request).await?;
        } else {
            let whole = request.http_bytes().len();
            c.break_off(label, &request, whole).await?;
        }
    }
    c.principal = Principal::A;
    c.barrier("barrier").await?;
    c.drain(&mut stream).await;
    let last = c
        .reply(stream.exchange)
        .events
        .iter()
        .rev()
        .find_map(|event| event.id.clone());
    c.leave(stream);
    if let Some(last) = last.filter(|id| !id.is_empty()) {
        let mut out = c.endpoint_request("GET");
        out.set("Last-Event-ID", &last);
        let mut stream = c.open_stream(OWNER_RESUMES, out).await?;
        c.barrier("barrier").await?;
        c.drain(&mut stream).await;
        c.leave(stream);
    }
    Ok(())
}

/// A GET of which the head alone is read.
async fn look_for_stream(c: &mut Conversation, label: &str) -> Result<(), Halt> {
    let mut out = c.endpoint_request("GET");
    out.reading = Reading::Head;
    c.send(label, out).await?;
    Ok(())
}

/// The handshake without a token.
pub const BARE_INITIALIZE: &str = "initialize-without-token";
/// Work in the session without a token.
pub const BARE_POST: &str = "post-without-token";
/// A notification in the session without a token.
pub const BARE_NOTIFICATION: &str = "notification-without-token";
/// A stream of the session without a token.
pub const BARE_GET: &str = "get-without-token";
/// The end of the session without a token.
pub const BARE_DELETE: &str = "delete-without-token";
/// A stream of the session with a token that has expired.
pub const EXPIRED_GET: &str = "get-with-expired-token";
/// The end of the session with a token for another audience.
pub const FOREIGN_DELETE: &str = "delete-with-foreign-token";

/// Defects of tokens tried in the session: the id of the defect, the label of the handshake with it, the
/// label of the work in the session with it, and what to call the token.
pub const DEFECTS: &[(&str, &str, &str, &str)] = &[
    (
        "expired-hour",
        "initialize-expired",
        "post-expired",
        "a token that has expired",
    ),
    (
        "audience-foreign",
        "initialize-foreign",
        "post-foreign",
        "a token for another audience",
    ),
    (
        "signature-bit-flipped",
        "initialize-forged",
        "post-forged",
        "a token with a bad signature",
    ),
];

/// A session opened with a good token, used with bad ones and without.
pub static CREDENTIALS: Probe = Probe {
    name: "session-credentials",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Protected, Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(credentials(c)) as Holding<'_>),
};

async fn credentials(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(OWNER).await?;
    let bare = c.initialize_request().without_token();
    c.send(BARE_INITIALIZE, bare).await?;
    let bare = c.work().without_token();
    c.send(BARE_POST, bare).await?;
    for (id, handshake, post, _) in DEFECTS {
        let request = c.initialize_request();
        send_with_defect(c, handshake, request, id).await?;
        let work = c.work();
        send_with_defect(c, post, work, id).await?;
    }
    let bare = c
        .notification("notifications/initialized", json!({}))
        .without_token();
    c.send(BARE_NOTIFICATION, bare).await?;
    let mut bare = c.endpoint_request("GET").without_token();
    bare.reading = Reading::Head;
    c.send(BARE_GET, bare).await?;
    let mut get = c.endpoint_request("GET");
    get.reading = Reading::Head;
    send_with_defect(c, EXPIRED_GET, get, "expired-hour").await?;
    c.control(OWNER).await?;
    let bare = c.endpoint_request("DELETE").without_token();
    c.send(BARE_DELETE, bare).await?;
    let delete = c.endpoint_request("DELETE");
    send_with_defect(c, FOREIGN_DELETE, delete, "audience-foreign").await?;
    c.control(OWNER_LATER).await?;
    look_for_stream(c, OWNER_GET).await
}

async fn send_with_defect(
    c: &mut Conversation,
    label: &str,
    mut out: Outgoing,
    id: &str,
) -> Result<(), Halt> {
    let Some(token) = defect(id).and_then(|defect| c.defective_token(defect)) else {
        return Ok(());
    };
    out.set_token(&token);
    c.send(label, out).await?;
    Ok(())
}

/// A handshake that is looked at for its id alone.
pub const HANDSHAKE: &str = "handshake";
/// So many of them.
const HANDSHAKES: usize = 16;

/// Many handshakes with equal bytes.
pub static IDS: Probe = Probe {
    name: "session-ids",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(ids(c)) as Holding<'_>),
};

async fn ids(c: &mut Conversation) -> Result<(), Halt> {
    for _ in 0..HANDSHAKES {
        let request = c.initialize_request();
        c.send(HANDSHAKE, request).await?;
    }
    Ok(())
}

/// Handshakes with another start of the same server.
pub const HANDSHAKE_AGAIN: &str = "handshake-after-another-start";
/// So many of them with each start.
const HANDSHAKES_A_START: usize = 8;

/// Handshakes with two starts of one server. It costs those starts, so it is held in one column.
pub static STARTS: Probe = Probe {
    name: "session-ids-of-two-starts",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(starts(c)) as Holding<'_>),
};

async fn starts(c: &mut Conversation) -> Result<(), Halt> {
    // Another start would know nobody who signed in at this one.
    if c.ground.start_again.is_none() || c.facts().sign_in.is_some() {
        return Ok(());
    }
    // The server that runs has issued ids to others meanwhile, so two more starts are compared.
    for label in [HANDSHAKE, HANDSHAKE_AGAIN] {
        if !c.start_again().await {
            return Err(Halt("the server could not be started a second time".to_owned()));
        }
        for _ in 0..HANDSHAKES_A_START {
            let request = c.initialize_request();
            c.send(label, request).await?;
        }
    }
    Ok(())
}

/// A ping in the session, over a connection of its own.
pub const ELSEWHERE: &str = "ping-on-another-connection";
/// A stream of the session.
pub const OPEN_GET: &str = "get";
/// A ping without a session id.
pub const NO_ID: &str = "ping-without-id";
/// A ping with the id in other places than its header: the label, and what to call the place.
pub const OTHER_CHANNELS: &[(&str, &str)] = &[
    ("id-in-query", "the query of the URL"),
    ("id-in-cookie", "a cookie"),
    ("id-in-meta", "_meta"),
];
/// Names under which an id is put there.
const ID_NAMES: &[&str] = &["sessionId", "session_id", "mcp-session-id"];
/// A handshake in the session, of an older revision where there is one.
pub const REINITIALIZE: &str = "initialize-again";
/// Work in the session after that.
pub const REINITIALIZED: &str = "after-initialize-again";
/// Work with an id that was never issued.
pub const UNKNOWN_ID: &str = "unknown-id";
/// Work with the issued id, one character changed.
pub const ALTERED_ID: &str = "altered-id";
/// A handshake that proposes an id.
pub const CHOSEN_INITIALIZE: &str = "initialize-with-chosen-id";
/// The note that holds the proposed id.
pub const CHOSEN: &str = "chosen-id";
/// Work with the proposed id.
pub const CHOSEN_POST: &str = "post-with-chosen-id";
/// Work in a second session, before the first one ends.
pub const SECOND: &str = "second-session";
/// The end of the first session.
pub const END: &str = "delete";
/// Requests in the ended session.
pub const ENDED_POST: &str = "post-after-delete";
/// A stream of the ended session.
pub const ENDED_GET: &str = "get-after-delete";
/// The end of the ended session.
pub const ENDED_DELETE: &str = "delete-after-delete";
/// Work in the second session, after the first one has ended.
pub const SECOND_LATER: &str = "second-session-later";
/// The same of two new sessions, where the second session was gone: before the DELETE of the one.
pub const THIRD: &str = "third-session";
/// That DELETE.
pub const END_AGAIN: &str = "delete-again";
/// After it.
pub const THIRD_LATER: &str = "third-session-later";

/// A session from its handshake to its end, and ids that are none.
pub static LIFE: Probe = Probe {
    name: "session-life",
    era: Era::Legacy,
    over: Over::StreamableHttp,
    needs: &[Need::Sessions],
    hazard: false,
    hold: Some(|c| Box::pin(life(c)) as Holding<'_>),
};

async fn life(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let Some(first) = c.session.clone() else {
        return Err(Halt("initialize issued no session id".to_owned()));
    };
    // On the same connection: what a server keeps by connection must not join the two.
    c.open().await?;
    let second = c.session.replace(first.clone());
    c.control(OWNER).await?;
    c.reconnect();
    c.barrier(ELSEWHERE).await?;
    look_for_stream(c, OPEN_GET).await?;
    without_a_session(c, &first).await?;
    c.session.clone_from(&second);
    c.control(SECOND).await?;
    c.session = Some(first);
    c.control(OWNER).await?;
    initialize_again(c).await?;
    // A target may have given up the other session for reasons of its own.
    let first = std::mem::replace(&mut c.session, second.clone());
    c.control(SECOND).await?;
    c.session = first;
    let ending = c.endpoint_request("DELETE");
    let ended = c.send(END, ending).await?.is_served();
    if ended {
        c.barrier(ENDED_POST).await?;
        c.control(ENDED_POST).await?;
        look_for_stream(c, ENDED_GET).await?;
        let again = c.endpoint_request("DELETE");
        c.send(ENDED_DELETE, again).await?;
    }
    c.session = second;
    c.control(SECOND_LATER).await?;
    let is_gone = c
        .transcript()
        .exchanges(SECOND_LATER)
        .any(|later| later.is_refused());
    if ended && is_gone {
        return end_one_of_two(c).await;
    }
    Ok(())
}

/// A session that is gone after another one's end may have been given up by chance; hardly twice.
async fn end_one_of_two(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let first = c.session.clone();
    c.open().await?;
    c.control(THIRD).await?;
    let third = std::mem::replace(&mut c.session, first);
    let ending = c.endpoint_request("DELETE");
    c.send(END_AGAIN, ending).await?;
    c.session = third;
    c.control(THIRD_LATER).await
}

/// Within the session, for the newest revision that is older than its own.
async fn initialize_again(c: &mut Conversation) -> Result<(), Halt> {
    let own = c.cell.revision.as_str();
    let revisions = c.facts().revisions.iter();
    let older = revisions.rev().find(|revision| revision.as_str() < own).cloned();
    let mut request = c.initialize_request();
    if let Some(older) = older {
        request.edit(|message| message["params"]["protocolVersion"] = json!(older));
    }
    if let Some(session) = c.session.clone() {
        request.set("Mcp-Session-Id", &session);
    }
    if c.send(REINITIALIZE, request).await?.is_served() {
        // The handshake may begin anew, and then it is to be ended, too.
        let initialized = c.notification("notifications/initialized", json!({}));
        c.send("initialized-again", initialized).await?;
    }
    c.control(REINITIALIZED).await
}

/// The id of a live session everywhere but in its header.
async fn in_other_channels(c: &mut Conversation, issued: &str) -> Result<(), Halt> {
    c.session = None;
    for (label, _) in OTHER_CHANNELS {
        for name in ID_NAMES {
            let mut ping = c.safe_request();
            match *label {
                "id-in-query" => {
                    let sign = if ping.target.contains('?') { '&' } else { '?' };
                    ping.target = format!("{}{sign}{name}={issued}", ping.target);
                }
                "id-in-cookie" => ping.set("Cookie", &format!("{name}={issued}")),
                _ => ping.edit(|message| message["params"]["_meta"][name] = json!(issued)),
            }
            c.send(label, ping).await?;
        }
    }
    Ok(())
}

async fn without_a_session(c: &mut Conversation, issued: &str) -> Result<(), Halt> {
    let unknown: String = issued
        .chars()
        .map(|found| alike(found, c.entropy.below("session id", 36)))
        .collect();
    for (label, id) in [
        (NO_ID, None),
        (UNKNOWN_ID, Some(unknown.clone())),
        (ALTERED_ID, Some(altered(issued))),
    ] {
        c.session = id;
        if label == NO_ID {
            c.barrier(label).await?;
        } else {
            c.control(label).await?;
        }
    }
    in_other_channels(c, issued).await?;
    let chosen: String = unknown.chars().rev().collect();
    c.note(CHOSEN, chosen.clone());
    let mut request = c.initialize_request();
    request.set("Mcp-Session-Id", &chosen);
    c.send(CHOSEN_INITIALIZE, request).await?;
    c.session = Some(chosen);
    c.control(CHOSEN_POST).await
}

/// A character of the same kind: a digit, a hexadecimal letter, a letter; others stay.
pub(super) fn alike(found: char, chosen: u64) -> char {
    let (first, count) = match found {
        '0'..='9' => (b'0', 10),
        'a'..='f' => (b'a', 6),
        'A'..='F' => (b'A', 6),
        'g'..='z' => (b'g', 20),
        'G'..='Z' => (b'G', 20),
        other => return other,
    };
    char::from(first + u8::try_from(chosen % count).unwrap_or(0))
}

/// The text with the letter or digit nearest its middle changed to another of the same kind.
pub(super) fn altered(text: &str) -> String {
    let mut characters: Vec<char> = text.chars().collect();
    let middle = characters.len() / 2;
    let nearest = (0..characters.len())
        .filter(|at| characters[*at].is_ascii_alphanumeric())
        .min_by_key(|at| at.abs_diff(middle));
    if let Some(at) = nearest {
        let before = characters[at];
        characters[at] = (0..36)
            .map(|step| alike(before, step))
            .find(|other| *other != before)
            .unwrap_or(before);
    }
    characters.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_altered_id_keeps_its_form_and_differs_in_one_character() {
        for id in ["5d0c9f0e-6b1f-4c55-9f0e-1f7a3c0d2b11", "ab", "session-1"] {
            let other = altered(id);
            let changed = id
                .chars()
                .zip(other.chars())
                .filter(|(before, after)| before != after)
                .count();
            assert_eq!((changed, other.len()), (1, id.len()), "{id} {other}");
        }
    }
}
