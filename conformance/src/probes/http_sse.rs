//! The transport of 2024-11-05: a stream, the address that it names, and who may post there.

use serde_json::{Value, json};

use super::http::{CLEAN, LISTENS};
use super::sessions::altered;
use super::stdio::together;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Outgoing};
use crate::principal::Principal;
use crate::transcript::End;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[
    &CHANNEL,
    &ORIGIN,
    &KEYS,
    &STREAMS,
    &OTHER_PRINCIPAL,
    &TOGETHER_OVER_HTTP,
];

/// The request that opens the session.
pub const INITIALIZE: &str = "initialize";
/// A request that every server serves.
pub const SAFE: &str = "safe-request";

/// A stream from its opening to a few answers.
pub static CHANNEL: Probe = Probe {
    name: "sse-channel",
    era: Era::Legacy,
    over: Over::HttpSse,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_channel(c)) as Holding<'_>),
};

async fn hold_channel(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.look_where_it_listens(LISTENS);
    c.barrier(SAFE).await?;
    c.control(CLEAN).await
}

/// A stream that a web page of another site opens.
pub const FOREIGN_GET: &str = "foreign-get";
/// A ping that a web page of another site posts.
pub const FOREIGN_POST: &str = "foreign-post";

/// An origin that no server has reason to allow.
const EVIL: &str = "http://evil.example";

/// Blocks of a stream within which its address is looked for.
const FIRST_BLOCKS: usize = 3;

/// `Origin` on the stream and on a post, between streams without it. Never are two streams open: some servers have one.
pub static ORIGIN: Probe = Probe {
    name: "sse-origin",
    era: Era::Legacy,
    over: Over::HttpSse,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_origin(c)) as Holding<'_>),
};

async fn hold_origin(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CLEAN).await?;
    c.restart().await;
    let mut get = c.endpoint_request("GET");
    get.set("Origin", EVIL);
    let mut stream = c.open_stream(FOREIGN_GET, get).await?;
    for _ in 0..FIRST_BLOCKS {
        let named = c.reply(stream.exchange).events.iter().any(|event| event.has_data);
        if named || !stream.is_open() {
            break;
        }
        c.read_block(&mut stream).await;
    }
    c.leave(stream);
    c.open().await?;
    c.control(CLEAN).await?;
    let mut post = named(c, FOREIGN_POST);
    post.set("Origin", EVIL);
    c.send(FOREIGN_POST, post).await?;
    c.control(CLEAN).await
}

/// A ping whose id says what it is, and whose answer need not come.
fn named(c: &mut Conversation, label: &str) -> Outgoing {
    let mut out = with_id(c.safe_request(), json!(format!("proofhouse-{label}")));
    out.id = None;
    out
}

fn with_id(mut out: Outgoing, id: Value) -> Outgoing {
    out.edit(|message| message["id"] = id);
    out
}

/// So many streams are opened for their addresses.
const OPENINGS: usize = 64;

/// Streams that are opened one after another, and closed again.
pub static KEYS: Probe = Probe {
    name: "sse-keys",
    era: Era::Legacy,
    over: Over::HttpSse,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_keys(c)) as Holding<'_>),
};

async fn hold_keys(c: &mut Conversation) -> Result<(), Halt> {
    for _ in 0..OPENINGS {
        if let Err(end) = c.open_channel().await {
            return Err(Halt(format!("the opening of a stream ended: {}", end.as_str())));
        }
        c.restart().await;
    }
    Ok(())
}

/// An unknown method on the first stream, with the id of [`SECOND`].
pub const FIRST: &str = "first";
/// What comes on the first stream.
pub const FIRST_REST: &str = "first-rest";
/// A ping on the second stream, with the id of [`FIRST`].
pub const SECOND: &str = "second";
/// What else comes on the second stream.
pub const SECOND_REST: &str = "second-rest";
/// The id of both.
pub const SHARED_ID: &str = "proofhouse-shared";

/// A ping to the address with another key.
pub const KEY_ALTERED: &str = "key-altered";
/// A ping to the address without the key.
pub const KEY_REMOVED: &str = "key-removed";
/// A ping to the address of a stream that was closed, as often as it is taken.
pub const STREAM_CLOSED: &str = "stream-closed";
/// The note that says that the addresses of two streams do not differ.
pub const NO_KEY: &str = "no-key";

/// A stream that was closed may be noticed late; after so many posts it is not noticed.
const NOTICED_WITHIN: usize = 10;

/// Two streams at once, and addresses of none.
pub static STREAMS: Probe = Probe {
    name: "sse-two-streams",
    era: Era::Legacy,
    over: Over::HttpSse,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_streams(c)) as Holding<'_>),
};

async fn hold_streams(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(CLEAN).await?;
    let first_target = c.post_target().unwrap_or_default().to_owned();
    let first = c.take_up(None);
    // What was posted to both comes over one connection later: what a server keeps by connection must not join the two.
    c.reconnect();
    c.open().await?;
    c.control(CLEAN).await?;
    let second_target = c.post_target().unwrap_or_default().to_owned();

    let second = c.take_up(first);
    let unknown = with_id(c.request("proofhouse/unknown", json!({})), json!(SHARED_ID));
    c.put_unread(FIRST, unknown).await?;
    let first = c.take_up(second);
    let ping = with_id(c.safe_request(), json!(SHARED_ID));
    if c.send(SECOND, ping).await?.response().is_some() {
        c.barrier(SECOND_REST).await?;
    }
    let second = c.take_up(first);
    c.reconnect();
    // Answers may overtake each other, the barrier's too.
    c.barrier(FIRST_REST).await?;
    c.barrier(FIRST_REST).await?;

    match key_of(&first_target, &second_target) {
        Some((at, key)) => {
            let mut removed = first_target;
            removed.replace_range(at..at + key.len(), "");
            let mut other = removed.clone();
            other.insert_str(at, &altered(&key));
            drop(second);
            misaddress(
                c,
                [
                    (KEY_ALTERED, other),
                    (KEY_REMOVED, removed),
                    (STREAM_CLOSED, second_target),
                ],
            )
            .await?;
        }
        None => c.note(NO_KEY, "the addresses of two streams are the same"),
    }
    c.control(CLEAN).await
}

/// Posts to each of the addresses until it is refused. Silence ends it: what is asked next would be met with silence too.
async fn misaddress(c: &mut Conversation, posts: [(&str, String); 3]) -> Result<(), Halt> {
    for (label, target) in posts {
        let tries = if label == STREAM_CLOSED { NOTICED_WITHIN } else { 1 };
        for _ in 0..tries {
            if label == STREAM_CLOSED {
                c.grace().await;
            }
            let mut ping = named(c, label);
            ping.target.clone_from(&target);
            let reply = c.send(label, ping).await?;
            let (is_refused, is_silent) = (!reply.is_success(), reply.end == Some(End::TimedOut));
            if is_silent {
                // An address that is nobody's may stay silent; the server still answers elsewhere.
                c.ground.forget_timeouts();
                return Ok(());
            }
            if is_refused {
                break;
            }
        }
    }
    Ok(())
}

/// The part of an address in which it differs from that of another stream, up to the signs around it, and where it begins.
fn key_of(one: &str, other: &str) -> Option<(usize, String)> {
    let differs = one.bytes().zip(other.bytes()).position(|(a, b)| a != b)?;
    let is_sign = |found: char| "/?&=;".contains(found);
    let start = one.get(..differs)?.rfind(is_sign).map_or(0, |at| at + 1);
    let end = one
        .get(differs..)?
        .find(is_sign)
        .map_or(one.len(), |at| differs + at);
    Some((start, one.get(start..end)?.to_owned()))
}

/// Work of the owner on its stream.
pub const OWNER: &str = "owner";
/// Work of the other principal on a stream of its own: its token is good.
pub const OTHER_OWN: &str = "other-on-own-stream";
/// A ping of the other principal to the owner's address.
pub const OTHER_POST: &str = "other-post";
/// A ping without a token to the owner's address.
pub const BARE_POST: &str = "post-without-token";

/// A stream of one principal, posted to by another with a good token.
pub static OTHER_PRINCIPAL: Probe = Probe {
    name: "sse-other-principal",
    era: Era::Legacy,
    over: Over::HttpSse,
    needs: &[Need::Principals],
    hazard: false,
    hold: Some(|c| Box::pin(hold_other_principal(c)) as Holding<'_>),
};

async fn hold_other_principal(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(OWNER).await?;
    let owners = c.take_up(None);
    c.reconnect();
    c.principal = Principal::B;
    c.open().await?;
    c.control(OTHER_OWN).await?;
    let post = named(c, OTHER_POST);
    c.take_up(owners);
    c.reconnect();
    c.principal = Principal::A;
    c.send(OTHER_POST, post).await?;
    c.reconnect();
    let bare = named(c, BARE_POST).without_token();
    c.send(BARE_POST, bare).await?;
    c.control(OWNER).await
}

/// Requests that are all asked before any answer is read: over HTTP+SSE on one stream, over Streamable HTTP each on a
/// connection of its own.
pub static TOGETHER_OVER_HTTP: Probe = Probe {
    name: "together",
    era: Era::Legacy,
    over: Over::Http,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold_together(c)) as Holding<'_>),
};

async fn hold_together(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(super::stdio::CONTROL).await?;
    c.barrier(super::stdio::SAFE).await?;
    together(c).await?;
    c.barrier(super::stdio::SAFE).await?;
    c.control(super::stdio::CONTROL).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_what_differs_between_the_signs() {
        let key = key_of;
        assert_eq!(key("/m?id=abc&x=1", "/m?id=abd&x=1"), Some((6, "abc".to_owned())));
        assert_eq!(key("/m/17/post", "/m/18/post"), Some((3, "17".to_owned())));
        assert_eq!(key("/m", "/m"), None);
    }
}
