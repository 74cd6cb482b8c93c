//! Handles that a server makes for one principal, used by another and by nobody.

pub mod seen;

use serde_json::{Value, json};

use super::sessions::alike;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Client, Conversation, Halt, Outgoing};
use crate::declared::Handle;
use crate::discovery::replace_in;
use crate::transcript::{Fixture, Reply};

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&HANDLES, &HANDLE_SERIES];

/// The first user's handle, used by that user, before and after everything else.
pub const FIRST_USES: &str = "first-uses-own-handle";
/// The second user's handle, used by that user.
pub const SECOND_USES: &str = "second-uses-own-handle";
/// The first user's handle, used by the second.
pub const SECOND_TAKES: &str = "second-uses-first-users-handle";
/// The same, with the first user's name where the tool takes one.
pub const SECOND_CLAIMS: &str = "second-uses-handle-and-name-of-first";
/// A handle of the same form that nobody was given, used by the second user: what a tool does that takes any.
pub const SECOND_INVENTS: &str = "second-uses-invented-handle";
/// The first user's handle, used without a token.
pub const NOBODY_TAKES: &str = "nobody-uses-first-users-handle";
/// A handle that is made: the first user's, the second user's, and another of the first user's.
pub const MADE: &str = "make-handle";

/// A handle that is invented has at least so many characters, and in these differs from the one that was made.
const INVENTED_LENGTH: usize = 12;
/// So many are made to see whether they can be guessed.
const SERIES: usize = 200;

/// Two users, each with a handle.
pub static HANDLES: Probe = Probe {
    name: "handles",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[Need::Principals, Need::Handles],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

/// Many handles, one after the other.
pub static HANDLE_SERIES: Probe = Probe {
    name: "handle-series",
    over: Over::Any,
    needs: &[Need::Handles],
    hold: Some(|c| Box::pin(series(c)) as Holding<'_>),
    ..HANDLES
};

/// The handle in a result, as the target file says where it is.
pub fn handle_in(reply: &Reply<'_>, declared: &Handle) -> Option<String> {
    match reply.result()?.pointer(&declared.at)? {
        Value::String(handle) => Some(handle.clone()),
        Value::Number(handle) => Some(handle.to_string()),
        _ => None,
    }
}

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    let Some(declared) = c.facts().declared.handle.clone() else {
        return Ok(());
    };
    c.open().await?;
    let first = c.client();
    let Some(firsts) = make(c, &declared).await? else {
        return Ok(());
    };
    let own_name = first.principal.subject();
    try_with(c, &first, FIRST_USES, &declared, &firsts, own_name).await?;
    c.principal = c.other_principal();
    c.open().await?;
    let second = c.client();
    let name = second.principal.subject();
    if let Some(seconds) = make(c, &declared).await? {
        try_with(c, &second, SECOND_USES, &declared, &seconds, name).await?;
    }
    c.speak_for(&first);
    make(c, &declared).await?;
    try_with(c, &second, SECOND_TAKES, &declared, &firsts, name).await?;
    let invented = invented(c, &firsts);
    try_with(c, &second, SECOND_INVENTS, &declared, &invented, name).await?;
    if declared.used_by.arguments.to_string().contains("{user}") {
        try_with(c, &second, SECOND_CLAIMS, &declared, &firsts, own_name).await?;
    }
    c.speak_for(&first);
    let out = call(c, &declared.used_by, &firsts, own_name).without_token();
    c.send(NOBODY_TAKES, out).await?;
    try_with(c, &first, FIRST_USES, &declared, &firsts, own_name).await
}

/// Another handle of the same form, with the same beginning. A short one is made longer: the next values of a counter are
/// soon issued.
fn invented(c: &mut Conversation, handle: &str) -> String {
    let mut characters: Vec<char> = handle.chars().collect();
    let last = characters.last().copied().unwrap_or('0');
    let kept = match characters.len().checked_sub(INVENTED_LENGTH) {
        Some(kept) => kept,
        None => characters.len().saturating_sub(1),
    };
    characters.resize(characters.len().max(INVENTED_LENGTH), last);
    for character in &mut characters[kept..] {
        *character = alike(*character, c.entropy.below("handle", 60));
    }
    characters.into_iter().collect()
}

async fn make(c: &mut Conversation, declared: &Handle) -> Result<Option<String>, Halt> {
    let name = c.principal.subject();
    let out = call(c, &declared.made_by(), "", name);
    let reply = c.send(MADE, out).await?;
    Ok(handle_in(&reply, declared))
}

async fn try_with(
    c: &mut Conversation,
    client: &Client,
    label: &str,
    declared: &Handle,
    handle: &str,
    user: &str,
) -> Result<(), Halt> {
    c.speak_for(client);
    // Whose connection it is says nothing of whose the handle is.
    c.reconnect();
    let out = call(c, &declared.used_by, handle, user);
    c.send(label, out).await?;
    Ok(())
}

fn call(c: &mut Conversation, fixture: &Fixture, handle: &str, user: &str) -> Outgoing {
    let arguments = replace_in(&fixture.arguments, "{handle}", handle);
    let arguments = replace_in(&arguments, "{user}", user);
    c.request(
        "tools/call",
        json!({"name": fixture.tool, "arguments": arguments}),
    )
}

async fn series(c: &mut Conversation) -> Result<(), Halt> {
    let Some(declared) = c.facts().declared.handle.clone() else {
        return Ok(());
    };
    c.open().await?;
    for _ in 0..SERIES {
        if make(c, &declared).await?.is_none() {
            break;
        }
    }
    Ok(())
}
