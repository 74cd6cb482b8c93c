//! The handshake of the legacy revisions: good, with unknown versions, with parts missing; and ping.

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::conversation::{Conversation, Halt, askable};
use crate::revision::{Revision, Transport};
use crate::transcript::End;

/// The control: a well-formed `initialize` that is served, several times.
pub const INITIALIZE: &str = "initialize";

/// The control around the pings: a request that is no ping.
pub const AROUND_PINGS: &str = "around-pings";

/// Pings before the handshake is complete: before `initialize` (on a channel), and before `notifications/initialized`.
pub const EARLY_PINGS: &[&str] = &["ping-before-initialize", "ping-before-initialized"];

/// Pings with parameters that are allowed.
pub const PINGS_WITH_PARAMS: &[&str] = &["ping-empty-params", "ping-meta"];

/// So many pings come one after another, and so many at once.
pub const PINGS: usize = 10;

/// Pings one after another, up to the first that gets no answer.
pub const PING_IN_A_ROW: &str = "ping-in-a-row";

/// Pings that are sent before any of them is answered.
pub const PING_AT_ONCE: &str = "ping-at-once";

/// A request before `initialize`, where that can be told: on a channel, or where sessions are issued.
pub const BEFORE_INITIALIZE: &str = "before-initialize";

/// `notifications/initialized` in both its forms, and the request after each.
pub const INITIALIZED: &[(&str, &str)] = &[
    ("initialized-bare", "after-bare"),
    ("initialized-params", "after-params"),
];

/// The handshake of a client that can be asked for everything, of which the last step is kept back at first.
pub const OPENING: &str = "opening";

/// The stream on which a server of Streamable HTTP might ask, while the last step is kept back.
pub const LISTENING: &str = "listening";

/// Pings while the last step is kept back.
pub const KEPT_BACK: &str = "ping-kept-back";

/// A session id that came with a refused handshake, tried.
pub const REFUSED_SESSION: &str = "session-of-refused-handshake";

/// The note that says whether the output of a process ended after the signal TERM.
pub const TERMINATED: &str = "terminated";

/// Versions that no server has: label and version.
pub const UNKNOWN_VERSIONS: &[(&str, &str)] = &[
    ("version-future", "2099-12-31"),
    ("version-word", "not-a-version"),
    ("version-past", "1999-01-01"),
];

/// The version that was offered instead, asked for.
pub const OFFERED: &str = "version-offered";

/// Capabilities that no server knows.
pub const UNKNOWN_CAPABILITY: &str = "unknown-capability";

/// What is missing from `initialize`: label and member; nothing stands for all of them.
pub const INCOMPLETE: &[(&str, &str)] = &[
    ("missing-version", "protocolVersion"),
    ("missing-capabilities", "capabilities"),
    ("missing-client-info", "clientInfo"),
    ("missing-params", ""),
];

/// The base method of each capability: capability, label, method.
pub const BASES: &[(&str, &str, &str)] = &[
    ("tools", "declared-tools", "tools/list"),
    ("resources", "declared-resources", "resources/list"),
    ("prompts", "declared-prompts", "prompts/list"),
    ("logging", "declared-logging", "logging/setLevel"),
];

/// A completion of the first argument of a prompt, declared or not.
pub const COMPLETION: &str = "completion";

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&LIFECYCLE];

/// Handshakes, each on a session or process of its own.
pub static LIFECYCLE: Probe = Probe {
    name: "lifecycle",
    era: Era::Legacy,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    first_session(c).await?;
    c.restart().await;
    second_session(c).await?;
    c.restart().await;
    negotiations(c).await?;
    incomplete(c).await?;
    initialize(c, INITIALIZE, |_| {}).await?;
    if c.is_stdio() {
        let ended = c.terminate("signal-to-end").await;
        c.note(TERMINATED, if ended { "yes" } else { "no" });
    }
    Ok(())
}

/// Sends an `initialize` whose params were changed. Afterwards the conversation is in the session it opened;
/// one that was refused leaves a process as it was. Returns the version in its result.
async fn initialize(
    c: &mut Conversation,
    label: &str,
    change: impl FnOnce(&mut Value),
) -> Result<Option<Value>, Halt> {
    let mut request = c.initialize_request();
    request.edit(|message| change(&mut message["params"]));
    let reply = c.send(label, request).await?;
    let ended = reply.end != Some(End::Complete) && reply.end != Some(End::Left);
    let version = reply
        .result()
        .filter(|_| reply.is_served())
        .map(|result| result["protocolVersion"].clone());
    let session = reply.header("mcp-session-id").map(str::to_owned);
    if ended {
        c.restart().await;
    }
    c.session = session;
    Ok(version)
}

async fn first_session(c: &mut Conversation) -> Result<(), Halt> {
    initialize(c, INITIALIZE, |_| {}).await?;
    let ping = c.request("ping", json!({}));
    c.send("ping-before-initialized", ping).await?;
    let mut bare = c.notification("notifications/initialized", json!({}));
    bare.edit(without_params);
    c.send("initialized-bare", bare).await?;
    c.control("after-bare").await?;
    declared(c).await?;
    pings(c).await
}

fn without_params(message: &mut Value) {
    if let Some(members) = message.as_object_mut() {
        members.remove("params");
    }
}

async fn declared(c: &mut Conversation) -> Result<(), Halt> {
    for (capability, label, method) in BASES {
        if c.facts().declares(capability) {
            let params = if *capability == "logging" {
                json!({"level": "debug"})
            } else {
                json!({})
            };
            let request = c.request(method, params);
            c.send(label, request).await?;
        }
    }
    let prompts = c.facts().prompts.clone();
    let named = prompts.iter().find_map(|prompt| {
        Some((
            prompt["name"].as_str()?,
            prompt["arguments"].as_array()?.first()?["name"].as_str()?,
        ))
    });
    if let Some((prompt, argument)) = named {
        let reference = json!({"type": "ref/prompt", "name": prompt});
        let params = json!({"ref": reference, "argument": {"name": argument, "value": ""}});
        let request = c.request("completion/complete", params);
        c.send(COMPLETION, request).await?;
    }
    Ok(())
}

/// A request that is no ping, so that pings have a control.
async fn around_pings(c: &mut Conversation) -> Result<(), Halt> {
    c.control(AROUND_PINGS).await
}

async fn pings(c: &mut Conversation) -> Result<(), Halt> {
    around_pings(c).await?;
    let bare = |c: &mut Conversation| {
        let mut bare = c.request("ping", json!({}));
        bare.edit(without_params);
        bare
    };
    c.send_patiently("ping", bare).await?;
    around_pings(c).await?;
    for (label, params) in PINGS_WITH_PARAMS
        .iter()
        .zip([json!({}), json!({"_meta": {"progressToken": 1}})])
    {
        let ping = c.request("ping", params);
        c.send(label, ping).await?;
    }
    around_pings(c).await?;
    if many_pings(c).await? {
        around_pings(c).await?;
    }
    Ok(())
}

/// Says whether all pings in a row were answered; only then they are sent all at once.
async fn many_pings(c: &mut Conversation) -> Result<bool, Halt> {
    for _ in 0..PINGS {
        let ping = |c: &mut Conversation| c.request("ping", json!({}));
        let answered = c.send_patiently(PING_IN_A_ROW, ping).await?.response().is_some();
        if !answered {
            around_pings(c).await?;
            return Ok(false);
        }
    }
    for _ in 0..2 {
        let pings: Vec<_> = (0..PINGS)
            .map(|_| (PING_AT_ONCE, c.request("ping", json!({}))))
            .collect();
        c.send_together(&pings).await?;
        // Once more, for a target that was only slow.
        if !c
            .transcript()
            .exchanges(PING_AT_ONCE)
            .any(|reply| reply.is_late())
        {
            break;
        }
        around_pings(c).await?;
    }
    Ok(true)
}

async fn second_session(c: &mut Conversation) -> Result<(), Halt> {
    if c.is_channel() {
        let ping = c.request("ping", json!({}));
        c.send("ping-before-initialize", ping).await?;
    }
    if c.is_channel() || c.facts().sessions {
        let bases = BASES
            .iter()
            .find(|(capability, ..)| *capability != "logging" && c.facts().declares(capability));
        if let Some((_, _, method)) = bases {
            let early = c.request(method, json!({}));
            c.send(BEFORE_INITIALIZE, early).await?;
        }
    }
    let capabilities = askable(c.cell.revision);
    initialize(c, OPENING, |params| params["capabilities"] = capabilities).await?;
    keep_back(c).await?;
    let initialized = c.notification("notifications/initialized", json!({}));
    c.send("initialized-params", initialized).await?;
    c.control("after-params").await
}

/// Listens for what a server asks before the handshake is complete.
async fn keep_back(c: &mut Conversation) -> Result<(), Halt> {
    if c.cell.transport != Transport::StreamableHttp {
        c.barrier(KEPT_BACK).await?;
        return c.barrier(KEPT_BACK).await;
    }
    let get = c.endpoint_request("GET");
    let mut stream = c.open_stream(LISTENING, get).await?;
    c.barrier(KEPT_BACK).await?;
    if stream.is_open() {
        c.drain(&mut stream).await;
    }
    c.leave(stream);
    Ok(())
}

async fn negotiations(c: &mut Conversation) -> Result<(), Halt> {
    let unknown = json!({"experimental": {"x": {}}, "com.example/future": {"a": 1}});
    initialize(c, UNKNOWN_CAPABILITY, |params| params["capabilities"] = unknown).await?;
    c.restart().await;
    let mut offered = None;
    // A process is dear, as is a stream, and two versions show what three do.
    let tried = if c.is_channel() { 2 } else { UNKNOWN_VERSIONS.len() };
    for (label, version) in &UNKNOWN_VERSIONS[..tried] {
        let answer = initialize(c, label, |params| params["protocolVersion"] = json!(version)).await?;
        if let Some(answer) = answer {
            offered = Some(answer);
            c.restart().await;
        }
    }
    let ours = json!(c.cell.revision.as_str());
    if let Some(offered) = offered.filter(|offered| *offered != ours) {
        initialize(c, OFFERED, |params| params["protocolVersion"] = offered).await?;
        c.restart().await;
    }
    if !c.is_channel() {
        other_revisions(c).await?;
    }
    Ok(())
}

/// Every other revision that discovery saw agreed to, asked for again.
async fn other_revisions(c: &mut Conversation) -> Result<(), Halt> {
    let spoken = c.facts().revisions.clone();
    let ours = c.cell.revision;
    let spoken = spoken.iter().filter_map(|name| name.parse::<Revision>().ok());
    for revision in spoken.filter(|revision| *revision != ours && !revision.is_modern()) {
        let change = |params: &mut Value| params["protocolVersion"] = json!(revision.as_str());
        initialize(c, "version-spoken", change).await?;
    }
    Ok(())
}

async fn incomplete(c: &mut Conversation) -> Result<(), Halt> {
    for (label, member) in INCOMPLETE {
        let change = |params: &mut Value| match params.as_object_mut() {
            Some(members) if member.is_empty() => members.clear(),
            Some(members) => drop(members.remove(*member)),
            None => {}
        };
        let served = initialize(c, label, change).await?.is_some();
        if !served && c.session.is_some() {
            // A refused handshake leaves no session, whatever id came with the refusal.
            c.barrier(REFUSED_SESSION).await?;
            c.session = None;
        }
        if served {
            c.restart().await;
        }
    }
    Ok(())
}
