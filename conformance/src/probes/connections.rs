//! The same question on fresh connections and used ones, and in other clients' names. On stdio each
//! connection is a process of its own.

use mock_auth_server::defect;
use serde_json::{Value, json};

use super::mrtr::{self, Asked};
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt, Reading};
use crate::revision::Transport;
use crate::transcript::Fixture;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&CONNECTIONS, &CLIENTS, &STATELESSNESS, &PRIVILEGED];

/// A list that is asked for.
#[derive(Debug)]
pub struct Listed {
    /// The method.
    pub method: &'static str,
    /// The member of the result that holds the items.
    pub member: &'static str,
    /// The member of an item that names it.
    pub name: &'static str,
    /// The capability that offers it.
    pub capability: &'static str,
    /// As the first request on a connection.
    pub fresh: &'static str,
    /// After other requests on the same connection.
    pub used: &'static str,
}

/// The tools.
pub static TOOLS: Listed = Listed {
    method: "tools/list",
    member: "tools",
    name: "name",
    capability: "tools",
    fresh: "tools-fresh",
    used: "tools-used",
};
/// The resources.
pub static RESOURCES: Listed = Listed {
    method: "resources/list",
    member: "resources",
    name: "uri",
    capability: "resources",
    fresh: "resources-fresh",
    used: "resources-used",
};
/// The prompts.
pub static PROMPTS: Listed = Listed {
    method: "prompts/list",
    member: "prompts",
    name: "name",
    capability: "prompts",
    fresh: "prompts-fresh",
    used: "prompts-used",
};

/// Lists on fresh connections and on used ones, in turn.
pub static CONNECTIONS: Probe = Probe {
    name: "connections",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(connections(c)) as Holding<'_>),
};

/// Work on a connection before its lists are asked for again.
pub const WORK: &str = "work";

async fn connections(c: &mut Conversation) -> Result<(), Halt> {
    // A process is dear: there, two show what four do over HTTP.
    let rounds = if c.cell.transport == Transport::Stdio {
        2
    } else {
        4
    };
    for listed in [&TOOLS, &RESOURCES, &PROMPTS] {
        if !c.facts().declares(listed.capability) {
            continue;
        }
        for _ in 0..rounds {
            anew(c).await;
            ask(c, listed, listed.fresh).await?;
            c.control(WORK).await?;
            ask(c, listed, listed.used).await?;
        }
        anew(c).await;
        ask(c, listed, listed.fresh).await?;
    }
    Ok(())
}

async fn anew(c: &mut Conversation) {
    if c.cell.transport == Transport::Stdio {
        c.restart().await;
    } else {
        c.reconnect();
    }
}

async fn ask(c: &mut Conversation, listed: &Listed, label: &str) -> Result<(), Halt> {
    let request = c.request(listed.method, json!({}));
    c.send(label, request).await?;
    Ok(())
}

/// The lists in the name of the client that we are: the control, before and after.
pub const AS_OURSELVES: &str = "as-ourselves";

/// The lists in other names: label and name; nothing stands for no `clientInfo`.
pub const NAMES: &[(&str, &str)] = &[
    ("as-nobody", ""),
    ("as-inspector", "mcp-inspector"),
    ("as-product", "claude-ai"),
    ("as-admin", "admin"),
];

/// Lists in the names of several clients.
pub static CLIENTS: Probe = Probe {
    name: "client-names",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(clients(c)) as Holding<'_>),
};

async fn clients(c: &mut Conversation) -> Result<(), Halt> {
    for listed in [&TOOLS, &RESOURCES, &PROMPTS] {
        if !c.facts().declares(listed.capability) {
            continue;
        }
        ask(c, listed, AS_OURSELVES).await?;
        // Twice each: what differs once may be anything.
        for (label, name) in NAMES.iter().chain(NAMES) {
            let mut request = c.request(listed.method, json!({}));
            request.edit(|message| call_oneself(message, name));
            c.send(label, request).await?;
        }
        ask(c, listed, AS_OURSELVES).await?;
    }
    Ok(())
}

fn call_oneself(message: &mut Value, name: &str) {
    const KEY: &str = "io.modelcontextprotocol/clientInfo";
    let Some(meta) = message["params"]["_meta"].as_object_mut() else {
        return;
    };
    if name.is_empty() {
        meta.shift_remove(KEY);
    } else {
        meta.insert(KEY.to_owned(), json!({"name": name, "version": "1.0.0"}));
    }
}

/// The first page of a list that goes on.
pub const PAGE: &str = "page";
/// The page behind it, on the same connection or from the same process.
pub const NEXT_HERE: &str = "next-page";
/// The page behind it, on a new connection or from a new process.
pub const NEXT_ELSEWHERE: &str = "next-page-elsewhere";
/// The first request to a new process.
pub const WARM: &str = "warm";
/// A call that asks for input.
pub const ASKS: &str = "call-that-asks";
/// Its retry, on the same connection or in the same process.
pub const RETRY_HERE: &str = "retry-here";
/// Its retry, on a new connection or in a new process.
pub const RETRY_ELSEWHERE: &str = "retry-elsewhere";
/// The call from a client that can give nothing: the first request on a connection or of a process.
pub const UNABLE_FIRST: &str = "unable-first";
/// The same, behind a request that declared everything.
pub const UNABLE_LATER: &str = "unable-later";
/// Requests that are all sent before any is answered.
pub const INTERLEAVED: &str = "interleaved";
/// So many of them.
pub const REQUESTS: usize = 50;
/// A call during which the process is ended.
pub const INTERRUPTED: &str = "interrupted";
/// A list, asked for as the first thing in the next process.
pub const RESTARTED: &str = "restarted";

/// What one request leaves behind for the next, on connections and in processes.
pub static STATELESSNESS: Probe = Probe {
    name: "statelessness",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(statelessness(c)) as Holding<'_>),
};

async fn statelessness(c: &mut Conversation) -> Result<(), Halt> {
    c.barrier(AS_OURSELVES).await?;
    c.control(WORK).await?;
    let able = mrtr::capabilities(&["elicitation", "sampling", "roots"]);
    c.client_capabilities = able.clone();
    let call = mrtr::find(c).await?;
    let page = first_page(c).await?;
    if let Some((method, cursor)) = &page {
        follow(c, NEXT_HERE, method, cursor).await?;
    }
    let mut asked = None;
    if let Some(call) = &call {
        if let Some(asked) = asks(c, call).await? {
            answer(c, RETRY_HERE, call, &asked).await?;
        }
        asked = asks(c, call).await?;
    }
    anew(c).await;
    if c.is_stdio() {
        // Whether a process serves its first request is another question.
        c.barrier(WARM).await?;
    }
    if let Some((method, cursor)) = &page {
        follow(c, NEXT_ELSEWHERE, method, cursor).await?;
    }
    anew_over_http(c);
    if let Some(call) = &call {
        unable(c, UNABLE_FIRST, call).await?;
    }
    anew_over_http(c);
    if let (Some(call), Some(asked)) = (&call, &asked) {
        c.client_capabilities = able.clone();
        answer(c, RETRY_ELSEWHERE, call, asked).await?;
    }
    if let Some(call) = &call {
        c.client_capabilities = able;
        if let Some(asked) = asks(c, call).await? {
            unable(c, UNABLE_LATER, call).await?;
            answer(c, RETRY_HERE, call, &asked).await?;
        }
    }
    if let Some((method, cursor)) = first_page(c).await? {
        follow(c, NEXT_HERE, method, &cursor).await?;
    }
    interleaved(c).await?;
    c.control(WORK).await?;
    if c.is_stdio() {
        let work = c.work();
        c.put_unread(INTERRUPTED, work).await?;
        c.kill();
        let list = c.list();
        c.send(RESTARTED, list).await?;
        c.control(WORK).await?;
    }
    Ok(())
}

/// On stdio a process more would show no more.
fn anew_over_http(c: &mut Conversation) {
    if c.is_http() {
        c.reconnect();
    }
}

/// The first list that has more pages than one, and the cursor to the second.
async fn first_page(c: &mut Conversation) -> Result<Option<(&'static str, Value)>, Halt> {
    for listed in [&TOOLS, &RESOURCES, &PROMPTS] {
        if !c.facts().declares(listed.capability) {
            continue;
        }
        let request = c.request(listed.method, json!({}));
        let reply = c.send(PAGE, request).await?;
        let cursor = reply.result().map(|result| result["nextCursor"].clone());
        if let Some(cursor) = cursor.filter(Value::is_string) {
            return Ok(Some((listed.method, cursor)));
        }
    }
    Ok(None)
}

async fn follow(c: &mut Conversation, label: &str, method: &str, cursor: &Value) -> Result<(), Halt> {
    let request = c.request(method, json!({"cursor": cursor}));
    c.send(label, request).await?;
    Ok(())
}

/// Streams are read to their end here, so that what follows comes on the same connection.
async fn asks(c: &mut Conversation, call: &Fixture) -> Result<Option<Asked>, Halt> {
    let mut request = c.request("tools/call", mrtr::first_call(call));
    request.reading = Reading::ToEnd;
    let reply = c.send(ASKS, request).await?;
    Ok(reply.result().and_then(Asked::of))
}

async fn answer(c: &mut Conversation, label: &str, call: &Fixture, asked: &Asked) -> Result<(), Halt> {
    let params = mrtr::with_answers(call, &asked.answers, asked.state.as_ref());
    let mut request = c.request("tools/call", params);
    request.reading = Reading::ToEnd;
    c.send(label, request).await?;
    Ok(())
}

async fn unable(c: &mut Conversation, label: &str, call: &Fixture) -> Result<(), Halt> {
    let able = std::mem::replace(&mut c.client_capabilities, json!({}));
    let mut request = c.request("tools/call", mrtr::first_call(call));
    request.reading = Reading::ToEnd;
    c.client_capabilities = able;
    c.send(label, request).await?;
    Ok(())
}

async fn interleaved(c: &mut Conversation) -> Result<(), Halt> {
    let declared: Vec<_> = [&TOOLS, &RESOURCES, &PROMPTS]
        .into_iter()
        .filter(|listed| c.facts().declares(listed.capability))
        .map(|listed| listed.method)
        .collect();
    let kinds = declared.len() + 2;
    let requests: Vec<_> = (0..REQUESTS)
        .map(|number| {
            let request = match number % kinds {
                0 => c.work(),
                1 => c.safe_request(),
                other => c.request(declared[other - 2], json!({})),
            };
            (INTERLEAVED, request)
        })
        .collect();
    c.send_together(&requests).await
}

/// Work with a good token, before and after everything else.
pub const PERMITTED: &str = "permitted";

/// What is wrong with a token: the defect, the label of a request with it, and what it is in a finding.
pub const UNPERMITTED: &[(&str, &str, &str)] = &[
    ("", "without-token", "a request without a token"),
    (
        "audience-foreign",
        "with-foreign-token",
        "a request with a token for another audience",
    ),
    (
        "scope-missing",
        "with-narrow-token",
        "a request with a token without the scope",
    ),
];

/// Refused requests, in the names of privileged clients.
pub static PRIVILEGED: Probe = Probe {
    name: "privileged-names",
    era: Era::Modern,
    over: Over::StreamableHttp,
    needs: &[Need::ResourceServer],
    hazard: false,
    hold: Some(|c| Box::pin(privileged(c)) as Holding<'_>),
};

async fn privileged(c: &mut Conversation) -> Result<(), Halt> {
    c.control(PERMITTED).await?;
    for (id, label, _) in UNPERMITTED {
        let token = defect(id).and_then(|defect| c.defective_token(defect));
        if token.is_none() && !id.is_empty() {
            continue;
        }
        let own = [(*label, "proofhouse")];
        for (label, name) in own.iter().chain(&NAMES[1..]).chain(&own) {
            let mut out = c.work();
            out.edit(|message| call_oneself(message, name));
            c.send(label, out.with_token(token.as_deref())).await?;
        }
    }
    c.control(PERMITTED).await
}
