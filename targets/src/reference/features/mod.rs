//! The methods of the protocol, whatever transport they came by.

pub(crate) mod baskets;
mod completion;
pub(crate) mod confirm;
mod fixtures;
mod pages;
mod prompts;
mod resources;
mod schema;
pub(crate) mod scopes;
mod subscriptions;
pub(crate) mod tasks;
pub(crate) mod tools;
pub(crate) mod upstream;
mod visit;

pub(crate) use self::resources::REPORT;
pub(crate) use self::subscriptions::acknowledgment;

use serde_json::{Map, Value, json};

use super::Server;
use super::call::{Call, Level};
use super::message::{Failure, METHOD_NOT_FOUND};
use super::metadata;
use super::revision::{self, Revision};
use crate::behaviour::{FeatureBehaviour, MessageBehaviour, VersionBehaviour};

/// Pings in a row that are answered by the flaw that tires of them.
const PINGS_IN_A_ROW: u32 = 16;

const INSTRUCTIONS: &str = "A reference server for conformance runs. Every tool is safe to call.";

/// Methods whose complete results carry caching hints.
const CACHEABLE: &[&str] = &[
    "server/discover",
    "tools/list",
    "prompts/list",
    "resources/list",
    "resources/templates/list",
    "resources/read",
];

const SHARED: &[&str] = &[
    "tools/list",
    "tools/call",
    "resources/list",
    "resources/templates/list",
    "resources/read",
    "prompts/list",
    "prompts/get",
    "completion/complete",
];
const LEGACY_ONLY: &[&str] = &[
    "ping",
    "logging/setLevel",
    "resources/subscribe",
    "resources/unsubscribe",
];
const MODERN_ONLY: &[&str] = &["server/discover", "subscriptions/listen"];

/// The name and version of this server.
pub(crate) fn server_info(revision: Revision) -> Value {
    let mut info = json!({"name": "proofhouse-reference", "version": env!("CARGO_PKG_VERSION")});
    if revision >= Revision::June2025 {
        info["title"] = json!("Proofhouse reference server");
    }
    info
}

fn capabilities(server: &Server, revision: Revision) -> Value {
    let mut capabilities = json!({
        "tools": {},
        "resources": {"subscribe": true},
        "prompts": {},
        "completions": {},
        "logging": {},
    });
    if (server.behaviour.slim || revision == Revision::November2024)
        && let Some(members) = capabilities.as_object_mut()
    {
        members.shift_remove("completions");
    }
    // Without sessions there is nobody to be told later.
    if server.behaviour.stateless && server.address.is_some() && !revision.is_modern() {
        capabilities["resources"] = json!({});
    }
    if let Some(tasks) = tasks::declared(server, revision) {
        capabilities["tasks"] = tasks;
    }
    if revision.is_modern() {
        capabilities["extensions"] = json!({"example.proofhouse/reference": {}});
    }
    capabilities
}

/// Whether a revision has this method.
fn is_known(server: &Server, revision: Revision, method: &str) -> bool {
    let behaviour = server.behaviour.version;
    if server.behaviour.slim && method == "completion/complete" {
        return false;
    }
    if server.behaviour.features == FeatureBehaviour::NoUnsubscribing && method == "resources/unsubscribe" {
        return false;
    }
    if revision.is_modern() {
        SHARED.contains(&method)
            || MODERN_ONLY.contains(&method)
                && (method != "server/discover" || behaviour != VersionBehaviour::NoDiscovery)
            || LEGACY_ONLY.contains(&method) && behaviour == VersionBehaviour::RemovedMethodsServed
    } else {
        SHARED.contains(&method) || LEGACY_ONLY.contains(&method) || tasks::is_known(server, revision, method)
    }
}

/// Whether this call is answered by a stream: tool calls, subscriptions, and what may take questions.
pub(crate) fn streams(call: &Call) -> bool {
    let takes_time = ["tools/call", "subscriptions/listen", "tasks/result"];
    takes_time.contains(&call.method.as_str()) || fixtures::asks(call)
}

/// Whether answering takes questions to the client.
pub(crate) fn asks(call: &Call) -> bool {
    fixtures::asks(call)
}

/// Whether a request is deliberately left without an answer, which only a flaw does.
pub(crate) fn is_ignored(server: &Server, call: &Call) -> bool {
    let is_ping = call.method == "ping";
    match (server.behaviour.features, &call.memory) {
        (FeatureBehaviour::PingUnanswered, _) => is_ping,
        (FeatureBehaviour::PingsRunOut, Some(memory)) => memory.count_pings(is_ping) > PINGS_IN_A_ROW,
        _ => false,
    }
}

/// What can be refused before a stream is opened, so that HTTP can say so in its status.
pub(crate) fn admit(server: &Server, call: &Call) -> Result<(), Failure> {
    if !is_known(server, call.revision, &call.method) {
        return match server.behaviour.message {
            MessageBehaviour::UnknownMethodSucceeds => Ok(()),
            _ => Err(Failure::new(
                METHOD_NOT_FOUND,
                format!("method not found: {:?}", call.method),
            )),
        };
    }
    // Over HTTP the transport has said so before, with a status.
    if !scopes::lacking(server, &call.caller, &call.method, &call.params).is_empty() {
        return Err(Failure::invalid_params("the token lacks a scope"));
    }
    match call.method.as_str() {
        // Nothing looks at it before it is carried out.
        "tools/call" if is_fatally_bare(server, call) => Ok(()),
        "tools/call" => tools::admit(server, call),
        "prompts/get" => fixtures::admit(call),
        "subscriptions/listen" => subscriptions::filter(server, call).map(|_| ()),
        _ => Ok(()),
    }
}

/// Carries out an admitted call.
pub(crate) async fn perform(server: &Server, call: &Call) -> Result<Value, Failure> {
    if falls_over(server, call) {
        server.stop();
        return std::future::pending().await;
    }
    let mut result = match call.method.as_str() {
        "server/discover" => discover(server, call),
        "tools/list" => pages::page(server, call, "tools", tools::listed(server)),
        "tools/call" => {
            upstream::tell(server).await;
            tasks::call(server, call).await
        }
        method if tasks::is_known(server, call.revision, method) => tasks::perform(server, call).await,
        "resources/list" => pages::page(server, call, "resources", resources::listed(call)),
        "resources/templates/list" => pages::page(server, call, "resourceTemplates", resources::templates()),
        "resources/read" => resources::read(server, call).await,
        "resources/subscribe" => resources::subscribe(server, call, true),
        "resources/unsubscribe" => resources::subscribe(server, call, false),
        "prompts/list" => pages::page(server, call, "prompts", prompts::definitions()),
        "prompts/get" => prompts::get(server, call).await,
        "completion/complete" => completion::complete(server, call),
        "subscriptions/listen" => subscriptions::listen(server, call).await,
        "logging/setLevel" => set_level(server, call),
        // `ping`, and what the flaw that knows every method lets through.
        _ => Ok(json!({})),
    }?;
    if call.revision != Revision::November2025 {
        without(&mut result, &["execution"]);
    }
    if call.revision < Revision::June2025 {
        without_later_members(&mut result);
    } else if call.revision < Revision::November2025 {
        without(&mut result, &["icons"]);
    }
    if call.revision.is_modern() && CACHEABLE.contains(&call.method.as_str()) {
        let uri = call.params.get("uri").and_then(Value::as_str);
        let changes = matches!(uri, Some(resources::REPORT | resources::VISITS));
        result["ttlMs"] = json!(if changes { 0 } else { 60_000 });
        let private = resources::is_private(server, call);
        result["cacheScope"] = json!(if private { "private" } else { "public" });
    }
    Ok(result)
}

/// Takes away what came with 2025-06-18 and later. Annotations stay in every revision: they say which tools are safe.
fn without_later_members(result: &mut Value) {
    without(result, &["title", "outputSchema", "icons"]);
    if let Some(members) = result.as_object_mut() {
        members.shift_remove("structuredContent");
    }
}

/// Takes members away from everything that is listed.
fn without(result: &mut Value, names: &[&str]) {
    for list in ["tools", "resources", "resourceTemplates", "prompts"] {
        let items = result.get_mut(list).and_then(Value::as_array_mut);
        for item in items.into_iter().flatten().filter_map(Value::as_object_mut) {
            for name in names {
                item.shift_remove(*name);
            }
        }
    }
}

fn discover(server: &Server, call: &Call) -> Result<Value, Failure> {
    let mut capabilities = capabilities(server, call.revision);
    if server.behaviour.version == VersionBehaviour::UnstableDiscovery && call.follows {
        capabilities
            .as_object_mut()
            .map(|members| members.remove("completions"));
    }
    Ok(json!({
        "supportedVersions": revision::names(server.behaviour.slim),
        "capabilities": capabilities,
        "instructions": INSTRUCTIONS,
    }))
}

/// The capabilities that a handshake declares.
pub(crate) fn declared(params: &Map<String, Value>) -> Map<String, Value> {
    let declared = params.get("capabilities").and_then(Value::as_object);
    declared.cloned().unwrap_or_default()
}

/// Answers a legacy handshake: the revision agreed on, and the result.
pub(crate) fn initialize(server: &Server, params: &Map<String, Value>) -> Result<(Revision, Value), Failure> {
    let Some(requested) = params.get("protocolVersion").and_then(Value::as_str) else {
        return Err(Failure::invalid_params("protocolVersion must be a string"));
    };
    let Some(declared) = params.get("capabilities").and_then(Value::as_object) else {
        return Err(Failure::invalid_params("capabilities must be an object"));
    };
    let info = params.get("clientInfo").unwrap_or(&Value::Null);
    if !info["name"].is_string() || !info["version"].is_string() {
        return Err(Failure::invalid_params(
            "clientInfo must have a name and a version",
        ));
    }
    metadata::check_capabilities(server, declared)?;
    let offered = negotiate(server, requested);
    let revision = Revision::named(&offered).unwrap_or(Revision::newest_legacy());
    let result = json!({
        "protocolVersion": offered,
        "capabilities": capabilities(server, revision),
        "serverInfo": server_info(revision),
        "instructions": INSTRUCTIONS,
    });
    Ok((revision, result))
}

/// The version asked for, if it is spoken and has a handshake; otherwise the newest that does.
fn negotiate(server: &Server, requested: &str) -> String {
    let spoken = Revision::named(requested).is_some_and(|revision| !revision.is_modern());
    match server.behaviour.version {
        VersionBehaviour::EchoAny => requested.to_owned(),
        VersionBehaviour::OffersOlder if !spoken => "2025-06-18".to_owned(),
        _ if spoken => requested.to_owned(),
        _ => Revision::newest_legacy().name().to_owned(),
    }
}

fn set_level(server: &Server, call: &Call) -> Result<Value, Failure> {
    let named = call.params.get("level").and_then(Value::as_str);
    let level = match server.behaviour.features {
        FeatureBehaviour::NoticeRefused if named == Some("notice") => None,
        FeatureBehaviour::UnknownLevelAccepted => named.and_then(Level::named).or(Some(Level::Debug)),
        _ => named.and_then(Level::named),
    };
    let level = level.ok_or_else(|| Failure::invalid_params("unknown log level"))?;
    if let Some(memory) = &call.memory {
        memory.set_level(level);
    }
    Ok(json!({}))
}

/// Whether this is what a fragile server falls over.
fn falls_over(server: &Server, call: &Call) -> bool {
    const LONG: usize = 96 * 1024;
    if is_fatally_bare(server, call) {
        return true;
    }
    let fragile = match server.behaviour.features {
        FeatureBehaviour::DiesOnLongArgument => "tools/call",
        FeatureBehaviour::DiesOnLongCompletion => "completion/complete",
        FeatureBehaviour::DiesOnLongPrompt => "prompts/get",
        FeatureBehaviour::DiesOnLongFilter => "subscriptions/listen",
        _ => return false,
    };
    call.method == fragile && Value::Object(call.params.clone()).to_string().len() > LONG
}

/// Whether this call has no parameters, and the server falls over that.
fn is_fatally_bare(server: &Server, call: &Call) -> bool {
    server.behaviour.features == FeatureBehaviour::DiesOnBareCall
        && call.method == "tools/call"
        && call.params.is_empty()
}

/// A string member of the parameters.
fn text<'a>(params: &'a Map<String, Value>, name: &str) -> Result<&'a str, Failure> {
    params
        .get(name)
        .and_then(Value::as_str)
        .ok_or_else(|| Failure::invalid_params(format!("{name} must be a string")))
}
