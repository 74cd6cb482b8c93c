//! A resource that changes while some listen for it and others do not: a declared tool changes it.

pub mod seen;

use serde_json::{Value, json};

use self::seen::covers;
use super::features::subscriptions::has_begun;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing, Stream};
use crate::declared::Change;
use crate::discovery::replace_in;
use crate::jsonrpc::Message;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&CHANGES, &OWN_CHANGES];

/// What tells of a change.
pub const UPDATED: &str = "notifications/resources/updated";

/// Something harmless, before everything else.
pub const ALIVE: &str = "alive";
/// The change, while somebody listens.
pub const CHANGE: &str = "change";
/// The change after the client ended one of its subscriptions (modern, stdio).
pub const CHANGE_AFTER_END: &str = "change-after-end";
/// What follows it, so that whatever comes late is seen.
pub const BARRIER_AFTER_END: &str = "barrier-after-end";
/// The change while nobody listens: before anybody did (legacy), or on a new connection (modern).
pub const CHANGE_UNHEARD: &str = "change-unheard";
/// What follows it.
pub const BARRIER_UNHEARD: &str = "barrier-unheard";

/// The session's stream, from before it is subscribed to anything (legacy, Streamable HTTP).
pub const NEWS: &str = "news";
/// The note that says how many updates had come on it by then.
pub const NEWS_UNHEARD: &str = "updates-before-subscription";
/// The stream of another session, which is subscribed to another resource (legacy, Streamable HTTP).
pub const OTHER_NEWS: &str = "news-of-other-session";
/// The subscription to the resource (legacy).
pub const SUBSCRIBE: &str = "subscribe";
/// The other session's subscription to the other resource (legacy).
pub const SUBSCRIBE_OTHER: &str = "subscribe-to-other";

/// Listens for the resource (modern).
pub const LISTEN: &str = "listen";
/// Listens for the resource as well, under another id.
pub const LISTEN_TWICE: &str = "listen-twice";
/// Listens for another resource.
pub const LISTEN_OTHER: &str = "listen-for-other";
/// Listens for a type, and for no resource.
pub const LISTEN_TYPE: &str = "listen-for-type";
/// Two clients that listen under one id, the first for the resource and the second for the other one.
pub const LISTEN_SAME: [&str; 2] = ["listen-under-same-id", "listen-for-other-under-same-id"];
/// The first client's subscription to the resource under an id that nobody else uses, meanwhile.
pub const WITNESS: &str = "listen-as-witness";
/// The notes on the change while both listen, and after the second client has left: who of the first client's two
/// subscriptions was told of it. One of [`TOLD`], or [`OVER`].
pub const SAME_TOLD: [&str; 2] = ["told-under-same-id", "told-after-the-other-left"];
/// The same before there was another one.
pub const BEFORE_SAME: &str = "told-before-the-other-came";
/// Nobody, the witness alone, or both.
pub const TOLD: [&str; 3] = ["nobody", "witness", "both"];
/// The target had ended one of them before.
pub const OVER: &str = "over";

/// The note that holds the URI of the resource that changes.
pub const CHANGED: &str = "changed-resource";
/// The note that holds the URI of the other one.
pub const OTHER: &str = "other-resource";

/// Who listens, and what is told.
pub static CHANGES: Probe = Probe {
    name: "changes",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Changes],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    if !c.facts().declares("resources.subscribe") {
        return Ok(());
    }
    let Some(change) = c.facts().declared.changes.clone() else {
        return Ok(());
    };
    let uri = change.uri.replace("{user}", c.principal.subject());
    let others = c.facts().resources.iter();
    let mut others = others.filter_map(|resource| resource["uri"].as_str().map(str::to_owned));
    // An update of what lies below a resource is one of it.
    let other = others.find(|other| !covers(other, &uri) && !covers(&uri, other));
    c.note(CHANGED, uri.clone());
    c.note(OTHER, other.clone().unwrap_or_default());
    let change = Changing { change, uri, other };
    // That nothing is told takes as long as the time limit, and is no sign of a server that hangs.
    c.may_be_silent = true;
    let held = match (c.is_modern(), c.is_channel()) {
        (false, false) => legacy_over_streams(c, &change).await,
        (false, true) => legacy_on_channel(c, &change).await,
        (true, false) => modern_over_streams(c, &change).await,
        (true, true) => modern_on_channel(c, &change).await,
    };
    c.may_be_silent = false;
    held
}

struct Changing {
    change: Change,
    /// What changes.
    uri: String,
    /// Something else that is listed, if anything is.
    other: Option<String>,
}

impl Changing {
    fn request(&self, c: &mut Conversation) -> Outgoing {
        call(c, &self.change)
    }

    /// Whether a message tells of it.
    fn is_told(&self, message: &Message) -> bool {
        updated(message).is_some_and(|told| covers(&self.uri, told))
    }
}

/// The call that changes the resource of whoever speaks.
fn call(c: &mut Conversation, change: &Change) -> Outgoing {
    let arguments = replace_in(&change.arguments, "{user}", c.principal.subject());
    c.request("tools/call", json!({"name": change.tool, "arguments": arguments}))
}

/// The URI that a message says was updated.
pub fn updated(message: &Message) -> Option<&str> {
    if message.method() != Some(UPDATED) {
        return None;
    }
    message.member("params")?["uri"].as_str()
}

async fn legacy_over_streams(c: &mut Conversation, change: &Changing) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    let get = c.endpoint_request("GET");
    let mut news = c.open_stream(NEWS, get).await?;
    if !news.is_open() {
        return Ok(());
    }
    let out = change.request(c);
    c.send(CHANGE_UNHEARD, out).await?;
    c.barrier(BARRIER_UNHEARD).await?;
    c.drain(&mut news).await;
    let unheard = c.reply(news.exchange).messages().to_vec();
    let unheard = unheard.iter().filter(|message| change.is_told(message));
    c.note(NEWS_UNHEARD, unheard.count().to_string());
    let out = c.request("resources/subscribe", json!({"uri": change.uri}));
    c.send(SUBSCRIBE, out).await?;
    let first = c.client();
    let mut others = match &change.other {
        Some(other) => {
            c.open().await?;
            let get = c.endpoint_request("GET");
            let stream = c.open_stream(OTHER_NEWS, get).await?;
            let out = c.request("resources/subscribe", json!({"uri": other}));
            c.send(SUBSCRIBE_OTHER, out).await?;
            Some(stream)
        }
        None => None,
    };
    c.speak_for(&first);
    for _ in 0..CHANGES_MADE {
        let out = change.request(c);
        let answer = c.send(CHANGE, out).await?;
        let is_told = answer.messages().iter().any(|message| change.is_told(message));
        if is_told || c.read_stream(&mut news, |message| change.is_told(message)).await {
            break;
        }
    }
    c.barrier("barrier").await?;
    if let Some(stream) = &mut others {
        c.drain(stream).await;
    }
    c.leave(news);
    if let Some(stream) = others {
        c.leave(stream);
    }
    Ok(())
}

async fn legacy_on_channel(c: &mut Conversation, change: &Changing) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    let out = change.request(c);
    c.send(CHANGE_UNHEARD, out).await?;
    c.barrier(BARRIER_UNHEARD).await?;
    let out = c.request("resources/subscribe", json!({"uri": change.uri}));
    c.send(SUBSCRIBE, out).await?;
    for _ in 0..CHANGES_MADE {
        if change_and_wait(c, CHANGE, change, &[Value::Null]).await? {
            break;
        }
    }
    Ok(())
}

/// A change that nobody is told of within the time limit is made once more: a target may gather several before it tells.
const CHANGES_MADE: usize = 2;

/// Changes the resource, and reads until that is answered and has been told to each of these subscriptions; a legacy
/// update names none. Says whether it was.
async fn change_and_wait(
    c: &mut Conversation,
    label: &str,
    change: &Changing,
    subscriptions: &[Value],
) -> Result<bool, Halt> {
    let out = change.request(c);
    let id = out.id.clone().unwrap_or_default();
    let (mut answered, mut waiting) = (false, subscriptions.to_vec());
    let enough = |message: &Message| {
        answered |= message.answers(&id);
        if change.is_told(message) {
            let told = seen::subscription(message);
            waiting.retain(|subscription| *subscription != told);
        }
        answered && waiting.is_empty()
    };
    c.send_until(label, out, enough).await?;
    Ok(waiting.is_empty())
}

async fn listen(c: &mut Conversation, label: &str, filter: &Value, id: Option<&str>) -> Result<Stream, Halt> {
    let out = listening(c, filter, id);
    let mut stream = c.open_stream(label, out).await?;
    c.read_stream(&mut stream, has_begun).await;
    Ok(stream)
}

fn listening(c: &mut Conversation, filter: &Value, id: Option<&str>) -> Outgoing {
    let mut out = c.request("subscriptions/listen", json!({"notifications": filter}));
    if let Some(id) = id {
        out.edit(|message| message["id"] = json!(id));
    }
    out
}

fn to(uri: &str) -> Value {
    json!({"resourceSubscriptions": [uri]})
}

async fn modern_over_streams(c: &mut Conversation, change: &Changing) -> Result<(), Halt> {
    c.barrier(ALIVE).await?;
    let is_told = |message: &Message| change.is_told(message);
    let mut heard = listen(c, LISTEN, &to(&change.uri), None).await?;
    let mut twice = listen(c, LISTEN_TWICE, &to(&change.uri), None).await?;
    let mut silent = Vec::new();
    if let Some(other) = &change.other {
        silent.push(listen(c, LISTEN_OTHER, &to(other), None).await?);
    }
    silent.push(listen(c, LISTEN_TYPE, &json!({"toolsListChanged": true}), None).await?);
    let (mut told, mut also_told) = (false, false);
    for _ in 0..CHANGES_MADE {
        let out = change.request(c);
        c.send(CHANGE, out).await?;
        told |= c.read_stream(&mut heard, is_told).await;
        also_told |= c.read_stream(&mut twice, is_told).await;
        if told || also_told {
            break;
        }
    }
    c.barrier("barrier").await?;
    c.drain_all(&mut silent).await;
    for stream in silent {
        c.leave(stream);
    }
    c.leave(heard);
    c.leave(twice);
    // Only users are clients that the target can tell apart.
    if (told || also_told) && change.other.is_some() && Need::Principals.met_by(c.facts()).is_ok() {
        share_an_id(c, change).await?;
    }
    c.reconnect();
    let out = change.request(c);
    c.send(CHANGE_UNHEARD, out).await?;
    c.barrier(BARRIER_UNHEARD).await
}

async fn share_an_id(c: &mut Conversation, change: &Changing) -> Result<(), Halt> {
    let id = c.entropy.canary();
    let [first_label, second_label] = LISTEN_SAME;
    let other = change.other.clone().unwrap_or_default();
    let mut first = listen(c, first_label, &to(&change.uri), Some(&id)).await?;
    let mut witness = listen(c, WITNESS, &to(&change.uri), None).await?;
    change_and_note(c, change, BEFORE_SAME, &mut witness, &mut first).await?;
    c.barrier("barrier").await?;
    c.drain_all([&mut first, &mut witness]).await;
    let client = c.client();
    c.principal = c.other_principal();
    let mut second = listen(c, second_label, &to(&other), Some(&id)).await?;
    c.speak_for(&client);
    change_and_note(c, change, SAME_TOLD[0], &mut witness, &mut first).await?;
    // What is still to come of the first change is not of the second.
    c.barrier("barrier").await?;
    c.drain_all([&mut second, &mut first, &mut witness]).await;
    c.leave(second);
    c.grace().await;
    change_and_note(c, change, SAME_TOLD[1], &mut witness, &mut first).await?;
    c.leave(first);
    c.leave(witness);
    Ok(())
}

/// Changes the resource, and notes which of two subscriptions to it were told.
async fn change_and_note(
    c: &mut Conversation,
    change: &Changing,
    note: &str,
    witness: &mut Stream,
    first: &mut Stream,
) -> Result<(), Halt> {
    let is_over = !witness.is_open() || !first.is_open();
    let out = change.request(c);
    c.send(CHANGE, out).await?;
    let is_told = |message: &Message| change.is_told(message);
    let is_witnessed = c.read_stream(witness, is_told).await;
    let both = is_witnessed && c.read_stream(first, is_told).await;
    let told = TOLD[usize::from(is_witnessed) + usize::from(both)];
    c.note(note, if is_over { OVER } else { told });
    Ok(())
}

async fn modern_on_channel(c: &mut Conversation, change: &Changing) -> Result<(), Halt> {
    c.barrier(ALIVE).await?;
    let mut ids = Vec::new();
    let other = change.other.as_deref().map(|other| (LISTEN_OTHER, to(other)));
    let wanted = [(LISTEN, to(&change.uri)), (LISTEN_TWICE, to(&change.uri))];
    let by_type = (LISTEN_TYPE, json!({"toolsListChanged": true}));
    for (label, filter) in wanted.into_iter().chain(other).chain([by_type]) {
        let out = listening(c, &filter, None);
        ids.push(out.id.clone().unwrap_or_default());
        c.send_until(label, out, has_begun).await?;
    }
    let [first, twice] = [&ids[0], &ids[1]];
    for _ in 0..CHANGES_MADE {
        if change_and_wait(c, CHANGE, change, &ids[..2]).await? {
            break;
        }
    }
    c.barrier("barrier").await?;
    let cancel = c.notification("notifications/cancelled", json!({"requestId": first}));
    c.send("cancel", cancel).await?;
    c.barrier("barrier").await?;
    c.grace().await;
    change_and_wait(c, CHANGE_AFTER_END, change, std::slice::from_ref(twice)).await?;
    c.barrier(BARRIER_AFTER_END).await?;
    c.restart().await;
    let out = change.request(c);
    c.send(CHANGE_UNHEARD, out).await?;
    c.grace().await;
    c.barrier(BARRIER_UNHEARD).await
}

/// The first user listens for the resource of their own.
pub const OWN_LISTEN: &str = "first-listens-for-own";
/// The second user listens for theirs, under the same id.
pub const OTHERS_LISTEN: &str = "second-listens-for-own";
/// The second user listens for the first user's.
pub const CURIOUS_LISTEN: &str = "second-listens-for-first-users";
/// The second user listens for a resource like it that nobody has.
pub const NOTHING_LISTEN: &str = "second-listens-for-nobodys";
/// The first user's resource changes.
pub const OWN_CHANGE: &str = "first-changes-own";

/// Two users who listen, while what belongs to one of them changes.
pub static OWN_CHANGES: Probe = Probe {
    name: "own-changes",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[Need::Principals, Need::ChangesOwn],
    hold: Some(|c| Box::pin(hold_own(c)) as Holding<'_>),
    ..CHANGES
};

async fn hold_own(c: &mut Conversation) -> Result<(), Halt> {
    if !c.facts().declares("resources.subscribe") {
        return Ok(());
    }
    let Some(change) = c.facts().declared.changes_own.clone() else {
        return Ok(());
    };
    c.may_be_silent = true;
    let held = own_changes(c, &change).await;
    c.may_be_silent = false;
    held
}

async fn own_changes(c: &mut Conversation, change: &Change) -> Result<(), Halt> {
    c.barrier(ALIVE).await?;
    let first = c.client();
    let of = |user: &str| change.uri.replace("{user}", user);
    let uri = of(c.principal.subject());
    c.note(CHANGED, uri.clone());
    let id = c.entropy.canary();
    let mut own = listen(c, OWN_LISTEN, &to(&uri), Some(&id)).await?;
    c.principal = c.other_principal();
    let theirs = of(c.principal.subject());
    c.note(OTHER, theirs.clone());
    let mut others = listen(c, OTHERS_LISTEN, &to(&theirs), Some(&id)).await?;
    let mut curious = listen(c, CURIOUS_LISTEN, &to(&uri), None).await?;
    // A name as users have: of letters.
    let nobody: String = c
        .entropy
        .canary()
        .chars()
        .filter(char::is_ascii_alphabetic)
        .collect();
    let nothing = listen(c, NOTHING_LISTEN, &to(&of(&nobody)), None).await?;
    let again = listen(c, CURIOUS_LISTEN, &to(&uri), None).await?;
    c.speak_for(&first);
    let out = call(c, change);
    c.send(OWN_CHANGE, out).await?;
    c.read_stream(&mut own, |message| updated(message) == Some(uri.as_str()))
        .await;
    c.barrier("barrier").await?;
    c.drain_all([&mut others, &mut curious]).await;
    for stream in [own, others, curious, nothing, again] {
        c.leave(stream);
    }
    Ok(())
}
