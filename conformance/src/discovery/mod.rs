//! What a target speaks and has, before anything is held against it: one recorded conversation a column.

mod telling;

use std::sync::Arc;

use serde_json::{Value, json};
use tokio::sync::MutexGuard;
use tokio::time::timeout;

use crate::arguments;
use crate::conversation::{Conversation, Ground, Halt, STREAM};
use crate::declared::Declared;
use crate::egress::Watch;
use crate::leading;
use crate::revision::{Cell, Revision, Transport};
use crate::sign_in;
use crate::transcript::{Authorization, End, Facts, Files, Fixture, Reply, SignIn, Transcript};

/// The name that discovery's transcripts carry where a probe's would.
pub const NAME: &str = "discovery";

/// Pages of one list that are read.
const PAGES: usize = 8;

/// A tool for which no arguments could be made, and why: a note.
pub const NO_ARGUMENTS: &str = "no-arguments";

/// Tools that are tried until one is served.
const TRIED_TOOLS: usize = 6;

/// What a target file or a command line claims of the target.
#[derive(Clone, Debug, Default)]
pub struct Claims {
    /// How it is protected.
    pub authorization: Option<Authorization>,
    /// How people sign in to it, where it has an authorization server of its own.
    pub sign_in: Option<SignIn>,
    /// A tool call that echoes.
    pub echo: Option<Fixture>,
    /// A tool call that fetches a URL.
    pub upstream: Option<Fixture>,
    /// A tool call that asks its client something.
    pub asks: Option<Fixture>,
    /// A tool call that reports progress.
    pub reports: Option<Fixture>,
    /// A tool call whose stream ends before its response.
    pub closes: Option<Fixture>,
    /// A tool call that reads a file.
    pub files: Option<Files>,
    /// What else is declared of its tools.
    pub declared: Declared,
    /// How its connections are watched.
    pub watch: Option<Watch>,
    /// Whether tools not marked read-only may be called.
    pub allow_side_effects: bool,
}

/// Whether a column is spoken.
#[derive(Clone, Debug, PartialEq)]
pub enum Spoken {
    /// It is.
    Yes,
    /// It is not; the target said so, or spoke something else.
    No(String),
    /// It answered, but not as any revision has it.
    Unclear(String),
    /// Nobody got in, so it cannot be known.
    Barred(String),
    /// Nothing answered.
    Silent(String),
}

/// What discovery found in one column.
pub struct Discovered {
    /// The column.
    pub cell: Cell,
    /// Whether the target speaks it.
    pub spoken: Spoken,
    /// What it has there.
    pub facts: Facts,
    /// The conversation.
    pub transcript: Transcript,
    /// The one before it, in which a user signed in, where the target is an authorization server of its own.
    pub sign_in: Option<Transcript>,
}

/// Holds the conversation for one column.
pub async fn discover(ground: Arc<Ground>, cell: Cell, claims: &Claims) -> Discovered {
    let mut facts = Facts {
        authorization: claims.authorization.clone(),
        sign_in: claims.sign_in.clone(),
        watch: claims.watch,
        files: claims.files.clone(),
        declared: claims.declared.clone(),
        workers: ground.workers.len(),
        side_effects_allowed: claims.allow_side_effects,
        ..Facts::default()
    };
    let sign_in = sign_in::hold(&ground, cell, &mut facts).await;
    let mut conversation = Conversation::new(ground, NAME, cell, facts.clone());
    let mut found = Finding {
        facts,
        spoken: Spoken::Silent("nothing was asked".to_owned()),
    };
    if let Err(halt) = explore(&mut conversation, &mut found, claims).await {
        conversation.note("halt", halt.to_string());
    }
    let transcript = conversation.close().await;
    let is_barred = sign_in.is_some()
        && found
            .facts
            .sign_in
            .as_ref()
            .is_none_or(|proxy| proxy.tokens.is_empty());
    Discovered {
        cell,
        spoken: match found.spoken {
            Spoken::No(how) if is_barred => Spoken::Barred(how),
            spoken => spoken,
        },
        facts: found.facts,
        transcript,
        sign_in,
    }
}

struct Finding {
    facts: Facts,
    spoken: Spoken,
}

async fn explore(c: &mut Conversation, found: &mut Finding, claims: &Claims) -> Result<(), Halt> {
    let ground = Arc::clone(&c.ground);
    let first = if c.is_http() { first(&ground).await } else { None };
    if let Err(end) = c.open_channel().await {
        let opened = c.transcript().exchange(STREAM);
        let opened_well = opened.as_ref().is_ok_and(Reply::is_success);
        let is_busy = opened.as_ref().is_ok_and(Reply::is_busy);
        let how = opened.map_or_else(|_| "nothing".to_owned(), |reply| reply.describe());
        let declared = c.ground.sse_declared && opened_well;
        found.spoken = match end {
            _ if declared => Spoken::Unclear(format!("the opening of a stream got {how}, and no address")),
            End::Unreachable | End::TimedOut => Spoken::Silent(how),
            _ if is_busy => Spoken::Silent(how),
            _ => Spoken::No(format!("its answer to the opening of a stream was {how}")),
        };
        return Ok(());
    }
    let opening = if c.is_modern() {
        open_modern(c).await?
    } else {
        open_legacy(c).await?
    };
    if let Some(mut is_started) = first {
        *is_started = true;
    }
    found.spoken = opening.spoken;
    found.facts.sessions = opening.session;
    found.facts.capabilities = opening.capabilities;
    found.facts.opening = opening.result;
    if matches!(found.spoken, Spoken::No(_) | Spoken::Silent(_)) {
        return Ok(());
    }
    if !c.is_modern() {
        found.facts.deaf_to_pings = !c.hears_ping().await?;
    }
    found.facts.tools = list(c, &found.facts, "tools").await?.into();
    found.facts.resources = list(c, &found.facts, "resources").await?.into();
    found.facts.prompts = list(c, &found.facts, "prompts").await?.into();
    found.facts.upstream = claims.upstream.clone().or_else(|| fetching_tool(&found.facts));
    let callable = found.facts.tools.iter().filter(|tool| found.facts.may_call(tool));
    found.facts.leads = leading::calls(callable);
    c.know(found.facts.clone());
    found.facts.work = working_tool(c, claims).await?;
    telling::seek(c, &mut found.facts, claims).await
}

/// Some servers finish their start with the first request, and fail those that come meanwhile: whoever is first
/// holds this until it is answered, and the others wait for that, though not for long. A stream that is refused
/// starts nothing.
async fn first(ground: &Ground) -> Option<MutexGuard<'_, bool>> {
    let waited = timeout(ground.limits.start, ground.is_started.lock()).await;
    waited.ok().filter(|is_started| !**is_started)
}

struct Opening {
    spoken: Spoken,
    /// What is declared in the result, or else what was seen to work.
    capabilities: Value,
    /// The result, or null where none came.
    result: Value,
    session: bool,
}

impl Opening {
    /// Without a session; what is declared is what the result says.
    fn read(spoken: Spoken, result: Value) -> Self {
        Self {
            spoken,
            capabilities: result["capabilities"].clone(),
            result,
            session: false,
        }
    }
}

async fn open_legacy(c: &mut Conversation) -> Result<Opening, Halt> {
    let asked = c.cell.revision;
    let request = c.initialize_request();
    let reply = c.send("initialize", request).await?;
    let result = reply
        .result()
        .cloned()
        .filter(|_| reply.is_served())
        .unwrap_or_default();
    let session = reply.header("mcp-session-id").map(str::to_owned);
    let exchange = reply.exchange;
    let spoken = match result["protocolVersion"].as_str() {
        Some(version) if version == asked.as_str() => Spoken::Yes,
        Some(version) if version.parse::<Revision>().is_ok() => {
            Spoken::No(format!("asked for {asked}, it offers {version}"))
        }
        Some(_) => Spoken::Unclear("it agrees on a version that is no revision".to_owned()),
        None if result.is_object() => Spoken::Unclear("its initialize result names no version".to_owned()),
        None if is_lost(c, exchange) => {
            Spoken::Unclear("its declared stream carries no answer to the opening request".to_owned())
        }
        None => refusal(&c.reply(exchange)),
    };
    let open = matches!(spoken, Spoken::Yes | Spoken::Unclear(_)) && result.is_object();
    let issued = session.is_some();
    if open {
        c.session = session;
        let initialized = c.notification("notifications/initialized", json!({}));
        // Over HTTP+SSE a ping behind it shows that no answer comes, and nothing is known of pings yet.
        c.send_leniently("initialized", initialized).await?;
    }
    Ok(Opening {
        session: issued,
        ..Opening::read(spoken, result)
    })
}

async fn open_modern(c: &mut Conversation) -> Result<Opening, Halt> {
    let asked = c.cell.revision.as_str();
    let request = c.request("server/discover", json!({}));
    let reply = c.send("discover", request).await?;
    let result = reply
        .result()
        .cloned()
        .filter(|_| reply.is_served())
        .unwrap_or_default();
    let lists = |value: &Value| {
        value
            .as_array()
            .is_some_and(|versions| versions.contains(&json!(asked)))
    };
    if lists(&result["supportedVersions"]) {
        return Ok(Opening::read(Spoken::Yes, result));
    }
    if reply.error_code() == Some(crate::jsonrpc::UNSUPPORTED_VERSION) {
        let spoken = Spoken::No("it says that it does not support this version".to_owned());
        return Ok(Opening::read(spoken, result));
    }
    let refused = refusal(&reply);
    let served_oddly = result.is_object() && result.get("resultType").is_some();
    if served_oddly {
        let spoken = Spoken::Unclear("its discovery result does not list this version".to_owned());
        return Ok(Opening::read(spoken, result));
    }
    // A server that lost server/discover still gives itself away by its other results.
    let request = c.request("tools/list", json!({}));
    let reply = c.send("modern-list", request).await?;
    let listed = reply
        .result()
        .cloned()
        .filter(|_| reply.is_served())
        .unwrap_or_default();
    let modern_error = reply
        .error_code()
        .is_some_and(|code| (-32099..=-32020).contains(&code));
    let spoken = if listed.get("resultType").is_some() || modern_error {
        Spoken::Unclear("it answers modern requests but not server/discover".to_owned())
    } else {
        refused
    };
    let capabilities = if listed["tools"].is_array() {
        json!({"tools": {}})
    } else {
        json!({})
    };
    Ok(Opening {
        capabilities,
        ..Opening::read(spoken, Value::Null)
    })
}

/// Whether the target file says that there is this transport, and the opening request got neither response nor
/// error: then the transport is at fault, and not the revision.
fn is_lost(c: &Conversation, exchange: u32) -> bool {
    let reply = c.reply(exchange);
    let over_sse = c.cell.transport == Transport::HttpSse && c.ground.sse_declared;
    let is_there = reply.is_success() || matches!(reply.status(), 404 | 405);
    over_sse && is_there && reply.response().is_none() && reply.end == Some(End::Complete)
}

fn refusal(reply: &Reply<'_>) -> Spoken {
    match reply.end {
        Some(End::Unreachable | End::TimedOut) | None => Spoken::Silent(reply.describe()),
        // A limit, or something in front of the target: it may speak it.
        _ if reply.is_busy() => Spoken::Silent(reply.describe()),
        _ => Spoken::No(format!(
            "its answer to the opening request was {}",
            reply.describe()
        )),
    }
}

async fn list(c: &mut Conversation, facts: &Facts, kind: &str) -> Result<Vec<Value>, Halt> {
    let mut items = Vec::new();
    if !facts.declares(kind) {
        return Ok(items);
    }
    let mut params = json!({});
    for _ in 0..PAGES {
        let label = format!("{kind}-list");
        let method = format!("{kind}/list");
        let request = c.request(&method, params.clone());
        let mut reply = c.send(&label, request).await?;
        if reply.is_busy() {
            // Once more, since without it much cannot be looked at.
            let request = c.request(&method, params);
            reply = c.send(&label, request).await?;
        }
        let result = reply
            .result()
            .cloned()
            .filter(|_| reply.is_served())
            .unwrap_or_default();
        items.extend(result[kind].as_array().cloned().unwrap_or_default());
        match result["nextCursor"].as_str() {
            Some(cursor) => params = json!({"cursor": cursor}),
            None => break,
        }
    }
    Ok(items)
}

/// A tool call that is served and has no side effects: the declared one, or the first read-only tool
/// that accepts arguments made from its schema.
async fn working_tool(c: &mut Conversation, claims: &Claims) -> Result<Option<Fixture>, Halt> {
    let declared = claims.echo.clone().map(|echo| with_canary(echo, "proofhouse"));
    let facts = c.facts().clone();
    let callable = facts.tools.iter().filter(|tool| facts.may_call_at_will(tool));
    let mut candidates: Vec<_> = declared.into_iter().collect();
    for tool in callable {
        let Some(name) = tool["name"].as_str() else {
            continue;
        };
        match arguments::plain(&tool["inputSchema"]) {
            Ok(arguments) => candidates.push(Fixture {
                tool: name.to_owned(),
                arguments,
            }),
            Err(reason) => c.note(NO_ARGUMENTS, format!("{name:?}: {reason}")),
        }
    }
    candidates.truncate(TRIED_TOOLS);
    for fixture in candidates {
        let call = json!({"name": fixture.tool, "arguments": fixture.arguments});
        let request = c.request("tools/call", call);
        let reply = c.send("try-tool", request).await?;
        let complete = reply
            .result()
            .is_some_and(|result| result["resultType"] != json!("input_required"));
        if reply.is_done() && complete {
            return Ok(Some(fixture));
        }
    }
    Ok(None)
}

/// A tool that may be called, with a parameter that takes a URL.
fn fetching_tool(facts: &Facts) -> Option<Fixture> {
    let mut callable = facts.tools.iter().filter(|tool| facts.may_call(tool));
    callable.find_map(|tool| {
        let properties = tool["inputSchema"]["properties"].as_object()?;
        let (name, _) = properties.iter().find(|(name, schema)| {
            let named = ["url", "uri", "href", "endpoint"].contains(&name.to_ascii_lowercase().as_str());
            schema["format"] == json!("uri") || (named && schema["type"] == json!("string"))
        })?;
        let mut arguments = arguments::plain(&tool["inputSchema"]).ok()?;
        arguments[name] = json!("{upstream}/probe/{canary}");
        Some(Fixture {
            tool: tool["name"].as_str()?.to_owned(),
            arguments,
        })
    })
}

/// Replaces `{canary}` in every string of the arguments.
pub fn with_canary(fixture: Fixture, canary: &str) -> Fixture {
    Fixture {
        arguments: replace_in(&fixture.arguments, "{canary}", canary),
        ..fixture
    }
}

/// Replaces a placeholder in every string of a value.
pub fn replace_in(value: &Value, placeholder: &str, by: &str) -> Value {
    match value {
        Value::String(text) => Value::String(text.replace(placeholder, by)),
        Value::Array(items) => items
            .iter()
            .map(|item| replace_in(item, placeholder, by))
            .collect(),
        Value::Object(members) => members
            .iter()
            .map(|(name, member)| (name.clone(), replace_in(member, placeholder, by)))
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_read_only_tools_are_called_unasked() {
        let tools = [json!({"name": "get", "inputSchema": {"properties": {"url": {"type": "string"}}}})];
        let mut facts = Facts {
            tools: Arc::new(tools.into()),
            ..Facts::default()
        };
        assert_eq!(fetching_tool(&facts), None);
        facts.side_effects_allowed = true;
        assert!(fetching_tool(&facts).is_some());
    }
}
