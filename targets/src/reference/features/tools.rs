//! The tools.

use std::sync::LazyLock;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::{baskets, confirm, fixtures, resources, schema, tasks, text, upstream, visit};
use crate::behaviour::FeatureBehaviour;
use crate::reference::Server;
use crate::reference::call::{Call, Level};
use crate::reference::message::Failure;

/// The tool that reads files.
const READ: &str = "read_note";

/// The tools as they are listed.
static DEFINITIONS: LazyLock<Vec<Value>> =
    LazyLock::new(|| [own(), fixtures::definitions().to_vec()].concat());

/// The tools as they are listed.
pub(crate) fn definitions() -> &'static [Value] {
    &DEFINITIONS
}

/// The tools that this server lists.
pub(super) fn listed(server: &Server) -> Vec<Value> {
    let is_there = |tool: &&Value| tool["name"] != READ || server.files.is_some();
    definitions().iter().filter(is_there).cloned().collect()
}

/// Without those that the official suite expects.
fn own() -> Vec<Value> {
    vec![
        as_task(tool(
            "echo",
            "Repeats a message.",
            &json!({"message": {"type": "string"}}),
            &["message"],
        )),
        add(),
        tool(
            "count",
            "Counts, reporting progress.",
            &json!({"to": {"type": "integer", "minimum": 1, "maximum": 20, "examples": [3]}}),
            &["to"],
        ),
        open_world(tool(
            "fetch",
            "Fetches a URL from the upstream service.",
            &json!({"url": {"type": "string", "pattern": "^http://", "maxLength": 2048}}),
            &["url"],
        )),
        tool(
            READ,
            "Reads a note.",
            &json!({"path": {"type": "string", "maxLength": 4096}}),
            &["path"],
        ),
        tool("whoami", "Names the subject of the token.", &json!({}), &[]),
        tool(
            "confirm",
            "Asks the user to confirm an action. Nothing is done.",
            &json!({"action": {"type": "string"}}),
            &["action"],
        ),
        changing(tool(
            "revise",
            "Revises the report, which tells its subscribers.",
            &json!({}),
            &[],
        )),
        changing(tool(
            "jot",
            "Writes a line into the user's note, which tells its subscribers.",
            &json!({}),
            &[],
        )),
        open_basket(),
        changing(tool(
            "audit",
            "Starts an audit; it takes a scope of its own.",
            &json!({}),
            &[],
        )),
        changing(tool(
            "export",
            "Starts an export; it takes a scope of its own.",
            &json!({}),
            &[],
        )),
        changing(tool(
            "restore",
            "Starts a restore; it takes a scope of its own.",
            &json!({}),
            &[],
        )),
        changing(tool(
            "claim",
            "Claims something, once, after the user has confirmed it.",
            &json!({"action": {"type": "string"}}),
            &["action"],
        )),
        tool(
            "claims",
            "Says how often the user has claimed something.",
            &json!({}),
            &[],
        ),
        changing(tool(
            "fill_basket",
            "Puts something into a basket of the user's.",
            &json!({"basket": {"type": "string", "maxLength": 64}, "user": {"type": "string", "maxLength": 64}}),
            &["basket"],
        )),
        tool(
            "survey",
            "Collects a few facts from whoever is connected.",
            &json!({}),
            &[],
        ),
        tool("visit", "Sends the user to a page.", &json!({}), &[]),
        tool(
            "locate",
            "Names a place; its parameters are mirrored into headers.",
            &locate_properties(),
            &["region"],
        ),
    ]
}

pub(super) fn tool(name: &str, description: &str, properties: &Value, required: &[&str]) -> Value {
    json!({
        "name": name,
        "description": description,
        "inputSchema": {"type": "object", "properties": properties, "required": required, "additionalProperties": false},
        "annotations": {"readOnlyHint": true, "openWorldHint": false},
    })
}

/// A tool that can be called as a task, where there are tasks.
fn as_task(mut tool: Value) -> Value {
    tool["execution"] = json!({"taskSupport": "optional"});
    tool
}

pub(super) fn open_world(mut tool: Value) -> Value {
    tool["annotations"]["openWorldHint"] = json!(true);
    tool
}

fn add() -> Value {
    let number = json!({"type": "number"});
    let mut tool = tool(
        "add",
        "Adds two numbers.",
        &json!({"a": number, "b": number}),
        &["a", "b"],
    );
    tool = as_task(tool);
    tool["outputSchema"] = json!({"type": "object", "properties": {"sum": number}, "required": ["sum"]});
    tool
}

fn open_basket() -> Value {
    let mut tool = changing(tool(
        "open_basket",
        "Opens a basket for the user.",
        &json!({}),
        &[],
    ));
    tool["outputSchema"] =
        json!({"type": "object", "properties": {"basket": {"type": "string"}}, "required": ["basket"]});
    tool
}

/// A tool that changes something, so that nobody calls it who was not told to.
fn changing(mut tool: Value) -> Value {
    tool["annotations"] = json!({"readOnlyHint": false, "destructiveHint": false, "idempotentHint": false, "openWorldHint": false});
    tool
}

fn locate_properties() -> Value {
    json!({
        "region": {"type": "string", "x-mcp-header": "Region"},
        "level": {"type": "integer", "minimum": -100, "maximum": 100, "x-mcp-header": "Level"},
        "exact": {"type": "boolean", "x-mcp-header": "Exact"},
        "options": {
            "type": "object",
            "properties": {"zone": {"type": "string", "x-mcp-header": "Zone"}},
            "additionalProperties": false,
        },
    })
}

/// The definition of one tool.
pub(crate) fn definition(name: &str) -> Option<&'static Value> {
    definitions().iter().find(|tool| tool["name"] == name)
}

/// The tool that is called by this name.
fn found(server: &Server, name: &str) -> Option<&'static Value> {
    match server.behaviour.features {
        FeatureBehaviour::ToolNamesAnyCase => definition(&name.to_ascii_lowercase()),
        _ => definition(name),
    }
}

/// What is wrong with the form of a call; wrong arguments are the tool's own business.
pub(super) fn admit(server: &Server, call: &Call) -> Result<(), Failure> {
    let name = text(&call.params, "name")?;
    if server.behaviour.features == FeatureBehaviour::ArgumentsDemanded
        && !call.params.contains_key("arguments")
    {
        return Err(Failure::invalid_params("arguments are missing"));
    }
    if call
        .params
        .get("arguments")
        .is_some_and(|arguments| !arguments.is_object())
        && server.behaviour.features != FeatureBehaviour::MalformedCallReported
    {
        return Err(Failure::invalid_params("arguments must be an object"));
    }
    match found(server, name) {
        Some(definition) => tasks::admit(server, call, definition)?,
        None if server.behaviour.features == FeatureBehaviour::UnknownToolSucceeds => {}
        None => return Err(Failure::invalid_params(format!("unknown tool {name:?}"))),
    }
    match name {
        "confirm" | "claim" => confirm::admit(server, call),
        "visit" => visit::admit(server, call),
        _ => fixtures::admit(call),
    }
}

/// Calls a tool. Arguments that break the schema are reported in the result, where a model can read it.
pub(super) async fn call(server: &Server, call: &Call) -> Result<Value, Failure> {
    let name = text(&call.params, "name")?;
    let arguments = call.params.get("arguments").cloned().unwrap_or_else(|| json!({}));
    let Some(definition) = found(server, name) else {
        // Only a flaw lets an unknown tool come this far.
        return Ok(plain("done"));
    };
    if let Some(violation) = schema::violation(&definition["inputSchema"], &arguments, "arguments") {
        return Ok(match server.behaviour.features {
            FeatureBehaviour::InputUnchecked if name == "add" => sum(&json!({"a": 0, "b": 0})),
            FeatureBehaviour::InputUnchecked => plain("done"),
            FeatureBehaviour::InputErrorsRefused => return Err(Failure::invalid_params(violation)),
            _ => failed(&violation),
        });
    }
    match definition["name"].as_str().unwrap_or_default() {
        "echo" => Ok(plain(&shown(&arguments["message"]))),
        "add" => Ok(sum(&arguments)),
        "count" => Ok(count(server, call, arguments["to"].as_f64().unwrap_or(1.0)).await),
        "fetch" => Ok(upstream::fetch(server, call, &shown(&arguments["url"])).await),
        "whoami" => Ok(plain(call.caller.subject.as_deref().unwrap_or("anonymous"))),
        "confirm" => confirm::call(server, call, &arguments),
        "visit" => visit::call(call),
        READ => Ok(read_note(server, &shown(&arguments["path"]))),
        "locate" => Ok(plain(&format!("located {}", shown(&arguments["region"])))),
        "revise" => Ok(revise_report(server, call).await),
        "jot" => Ok(jot(server, call).await),
        "audit" | "export" | "restore" => Ok(plain("done")),
        "claim" => confirm::claim(server, call, &arguments),
        "claims" => Ok(confirm::claims(server, call)),
        "open_basket" => Ok(baskets::open(server, call)),
        "fill_basket" => Ok(baskets::fill(server, call, &arguments)),
        _ => fixtures::call(server, call, name, &arguments).await,
    }
}

/// A file of the folder that is served, and of no other.
fn read_note(server: &Server, path: &str) -> Value {
    let found = || {
        let folder = server.files.as_deref()?.canonicalize().ok()?;
        let file = folder.join(path);
        let real = file.canonicalize().ok()?;
        let is_within = match server.behaviour.features {
            FeatureBehaviour::PathsUnchecked => true,
            FeatureBehaviour::PathsByPrefix => real
                .as_os_str()
                .as_encoded_bytes()
                .starts_with(folder.as_os_str().as_encoded_bytes()),
            _ => real.starts_with(&folder),
        };
        std::fs::read_to_string(real).ok().filter(|_| is_within)
    };
    found().map_or_else(|| failed("there is no such note"), |text| plain(&text))
}

/// A result of one text.
pub(super) fn plain(text: &str) -> Value {
    json!({"content": [{"type": "text", "text": text}]})
}

/// A result that says what went wrong.
pub(super) fn failed(text: &str) -> Value {
    json!({"content": [{"type": "text", "text": text}], "isError": true})
}

fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn sum(arguments: &Value) -> Value {
    let (a, b) = (&arguments["a"], &arguments["b"]);
    let whole = a
        .as_i64()
        .zip(b.as_i64())
        .and_then(|(a, b)| a.checked_add(b))
        .map(Value::from);
    let real = || {
        Some(a.as_f64()? + b.as_f64()?)
            .filter(|sum| sum.is_finite())
            .map(Value::from)
    };
    let Some(sum) = whole.or_else(real) else {
        return failed("the sum is not a number that JSON can hold");
    };
    let structured = json!({"sum": sum});
    json!({"content": [{"type": "text", "text": structured.to_string()}], "structuredContent": structured})
}

async fn count(server: &Server, call: &Call, to: f64) -> Value {
    call.log(Level::Debug, "counting starts").await;
    let total = (1..=20_u32)
        .rev()
        .find(|total| f64::from(*total) <= to)
        .unwrap_or(1);
    for step in 1..=total {
        call.progress(
            server.behaviour.features,
            step,
            total,
            &format!("counted {step} of {total}"),
        )
        .await;
        tokio::task::yield_now().await;
    }
    call.log(Level::Info, "counting ended").await;
    plain(&format!("counted to {total}"))
}

/// Of a user who is nobody in particular there is no note.
async fn jot(server: &Server, call: &Call) -> Value {
    let Some(uri) = resources::note_of(call) else {
        return failed("there is no note of yours");
    };
    resources::tell(server, call, &uri).await;
    plain("noted")
}

async fn revise_report(server: &Server, call: &Call) -> Value {
    let revision = server.report.fetch_add(1, Ordering::Relaxed) + 1;
    resources::tell(server, call, resources::REPORT).await;
    plain(&format!("revision {revision}"))
}
