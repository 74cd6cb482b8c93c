//! The same question on fresh connections and used ones, and in other clients' names. On stdio each
//! connection is a process of its own.

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, Halt};
use crate::revision::Transport;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&CONNECTIONS, &CLIENTS];

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
