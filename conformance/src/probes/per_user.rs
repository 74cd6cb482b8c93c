//! Items that are listed for one user and not for another, used by both.

pub mod seen;

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::arguments;
use crate::check::Need;
use crate::conversation::{Client, Conversation, Halt};
use crate::transcript::Facts;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&PER_USER, &ONE_CONNECTION];

/// Work of the first user, before and after everything else.
pub const FIRST: &str = "first-user";
/// Work of the second user.
pub const SECOND: &str = "second-user";
/// The lists that the first user sees.
pub const FIRST_LISTS: &str = "first-user-lists";
/// The lists that the second user sees.
pub const SECOND_LISTS: &str = "second-user-lists";
/// The first user uses what is listed for nobody else.
pub const FIRST_USES: &str = "first-user-uses";
/// The second user uses the same.
pub const SECOND_USES: &str = "second-user-uses";
/// The second user asks for a further page with a cursor that the first was given.
pub const SECOND_WITH_CURSOR: &str = "second-user-with-first-cursor";

/// The note that holds a resource that the target file says is the first user's own.
pub const OWN: &str = "first-users-own";

/// Pages of a list that are read. One that is longer is not compared.
const PAGES: usize = 32;
/// Items of a kind that are used.
const ITEMS: usize = 3;

/// What is listed: capability, method, the member of the result, and the name of an item.
pub const KINDS: &[(&str, &str, &str, &str)] = &[
    ("tools", "tools/list", "tools", "name"),
    ("resources", "resources/list", "resources", "uri"),
    ("prompts", "prompts/list", "prompts", "name"),
];

/// Two users, and what is listed for one of them alone.
pub static PER_USER: Probe = Probe {
    name: "per-user",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::Principals],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(FIRST).await?;
    let first = c.client();
    c.principal = c.other_principal();
    c.open().await?;
    c.control(SECOND).await?;
    let second = c.client();
    if let Some(own) = c.facts().declared.changes_own.clone() {
        c.speak_for(&first);
        c.note(OWN, own.uri.replace("{user}", c.principal.subject()));
    }
    for (capability, method, member, name) in KINDS {
        if !c.facts().declares(capability) {
            continue;
        }
        c.speak_for(&first);
        let own = list(c, FIRST_LISTS, method, member).await?;
        c.speak_for(&second);
        let others = list(c, SECOND_LISTS, method, member).await?;
        for cursor in &own.cursors {
            let request = c.request(method, json!({"cursor": cursor}));
            c.send(SECOND_WITH_CURSOR, request).await?;
        }
        c.speak_for(&first);
        let own_again = list(c, FIRST_LISTS, method, member).await?;
        c.speak_for(&second);
        let others_again = list(c, SECOND_LISTS, method, member).await?;
        if ![&own, &others, &own_again, &others_again]
            .iter()
            .all(|list| list.is_whole)
        {
            continue;
        }
        let lists = |list: &Listed, item: &Value| list.items.iter().any(|other| other[*name] == item[*name]);
        // What comes and goes for its own reasons is not for one user alone.
        let private = own
            .items
            .iter()
            .filter(|item| lists(&own_again, item) && !lists(&others, item) && !lists(&others_again, item));
        let private: Vec<Value> = private.take(ITEMS).cloned().collect();
        try_items(c, &first, &second, method, &private).await?;
    }
    c.speak_for(&second);
    c.control(SECOND).await?;
    c.speak_for(&first);
    c.control(FIRST).await
}

/// What a user was shown of a list.
#[derive(Default)]
struct Listed {
    items: Vec<Value>,
    /// The cursors of its further pages.
    cursors: Vec<String>,
    /// Whether it was served to its end.
    is_whole: bool,
}

async fn list(c: &mut Conversation, label: &str, method: &str, member: &str) -> Result<Listed, Halt> {
    let mut listed = Listed::default();
    let mut params = json!({});
    for _ in 0..PAGES {
        let request = c.request(method, params);
        let page = c.send(label, request).await?;
        let Some(result) = page.result().filter(|_| page.is_served()) else {
            break;
        };
        listed
            .items
            .extend(result[member].as_array().into_iter().flatten().cloned());
        let Some(cursor) = result["nextCursor"].as_str() else {
            listed.is_whole = true;
            break;
        };
        params = json!({"cursor": cursor});
        listed.cursors.push(cursor.to_owned());
    }
    Ok(listed)
}

async fn try_items(
    c: &mut Conversation,
    first: &Client,
    second: &Client,
    listed_by: &str,
    items: &[Value],
) -> Result<(), Halt> {
    for item in items {
        let Some((method, params)) = use_of(c.facts(), listed_by, item) else {
            continue;
        };
        for (client, label) in [(first, FIRST_USES), (second, SECOND_USES), (first, FIRST_USES)] {
            c.speak_for(client);
            let request = c.request(method, params.clone());
            c.send(label, request).await?;
        }
    }
    Ok(())
}

/// How an item is used, if that is harmless.
fn use_of(facts: &Facts, listed_by: &str, item: &Value) -> Option<(&'static str, Value)> {
    match listed_by {
        "tools/list" => {
            let harmless = facts.may_call_at_will(item);
            let arguments = arguments::plain(&item["inputSchema"]).ok().filter(|_| harmless)?;
            Some((
                "tools/call",
                json!({"name": item["name"], "arguments": arguments}),
            ))
        }
        "resources/list" => Some(("resources/read", json!({"uri": item["uri"]}))),
        _ => {
            let arguments = item["arguments"].as_array();
            let needs = arguments.is_some_and(|all| all.iter().any(|one| one["required"] == json!(true)));
            (!needs).then(|| ("prompts/get", json!({"name": item["name"]})))
        }
    }
}

/// What tells users apart: a call that takes nothing, of the first user on a connection of their own.
pub const FIRST_ALONE: &str = "first-user-alone";
/// The same call of the second user on a connection of their own.
pub const SECOND_ALONE: &str = "second-user-alone";
/// The same call of the first user, on a connection that both use in turn.
pub const FIRST_TURN: &str = "first-users-turn";
/// The same call of the second user there.
pub const SECOND_TURN: &str = "second-users-turn";
/// Calls among which such a one is looked for.
const LOOKED_FOR: &str = "looked-for";
/// So many are tried.
const CANDIDATES: usize = 12;
/// Calls of each user alone: so many that what differs by chance, such as a coin, shows.
const ALONE: usize = 6;
/// Turns of each user.
const TURNS: usize = 3;

/// Two users whose requests come over one connection, as they do behind a gateway.
pub static ONE_CONNECTION: Probe = Probe {
    name: "users-on-one-connection",
    era: Era::Any,
    over: Over::StreamableHttp,
    needs: &[Need::Principals],
    hazard: false,
    hold: Some(|c| Box::pin(one_connection(c)) as Holding<'_>),
};

async fn one_connection(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(FIRST).await?;
    let first = c.client();
    c.principal = c.other_principal();
    c.reconnect();
    c.open().await?;
    c.control(SECOND).await?;
    let second = c.client();
    let mut telling = None;
    for (method, params) in takes_nothing(c.facts()) {
        let own = alone(c, &first, LOOKED_FOR, method, &params).await?;
        let others = alone(c, &second, LOOKED_FOR, method, &params).await?;
        if own.is_some() && others.is_some() && own != others {
            telling = Some((method, params));
            break;
        }
    }
    let Some((method, params)) = telling else {
        return Ok(());
    };
    for _ in 0..ALONE {
        for (client, label) in [(&first, FIRST_ALONE), (&second, SECOND_ALONE)] {
            alone(c, client, label, method, &params).await?;
        }
    }
    c.reconnect();
    for _ in 0..TURNS {
        for (client, label) in [(&first, FIRST_TURN), (&second, SECOND_TURN)] {
            c.speak_for(client);
            let request = c.request(method, params.clone());
            c.send(label, request).await?;
        }
    }
    // What each gets alone may have changed meanwhile.
    for (client, label) in [(&first, FIRST_ALONE), (&second, SECOND_ALONE)] {
        alone(c, client, label, method, &params).await?;
    }
    c.speak_for(&first);
    c.control(FIRST).await
}

/// What a user gets on a connection of their own.
async fn alone(
    c: &mut Conversation,
    client: &Client,
    label: &str,
    method: &str,
    params: &Value,
) -> Result<Option<Value>, Halt> {
    c.speak_for(client);
    c.reconnect();
    let request = c.request(method, params.clone());
    Ok(c.send(label, request).await?.result().cloned())
}

/// Calls that need no argument and do no harm.
fn takes_nothing(facts: &Facts) -> Vec<(&'static str, Value)> {
    let is_bare = |tool: &&Value| {
        let required = tool["inputSchema"]["required"].as_array();
        required.is_none_or(Vec::is_empty)
    };
    let tools = facts.tools.iter().filter(|tool| facts.may_call_at_will(tool));
    let calls = tools.filter(is_bare).map(|tool| {
        let params = json!({"name": tool["name"], "arguments": {}});
        ("tools/call", params)
    });
    let reads = facts.resources.iter().map(|resource| {
        let params = json!({"uri": resource["uri"]});
        ("resources/read", params)
    });
    calls.chain(reads).take(CANDIDATES).collect()
}
