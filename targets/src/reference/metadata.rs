//! The metadata that each modern request carries in `_meta`.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde_json::{Map, Value, json};

use super::Server;
use super::call::{Call, Level};
use super::message::{Failure, INTERNAL_ERROR, UNSUPPORTED_VERSION};
use super::revision::{self, Revision};
use super::server::Connection;
use crate::behaviour::VersionBehaviour;

pub(crate) const VERSION: &str = "io.modelcontextprotocol/protocolVersion";
pub(crate) const CLIENT_INFO: &str = "io.modelcontextprotocol/clientInfo";
const CAPABILITIES: &str = "io.modelcontextprotocol/clientCapabilities";
const LOG_LEVEL: &str = "io.modelcontextprotocol/logLevel";
pub(crate) const SUBSCRIPTION_ID: &str = "io.modelcontextprotocol/subscriptionId";
pub(crate) const SERVER_INFO: &str = "io.modelcontextprotocol/serverInfo";

const KNOWN_CAPABILITIES: &[&str] = &[
    "experimental",
    "roots",
    "sampling",
    "elicitation",
    "extensions",
    "tasks",
];

/// The metadata of one request.
#[derive(Default)]
pub(crate) struct Metadata {
    pub(crate) capabilities: Map<String, Value>,
    pub(crate) log_level: Option<Level>,
}

/// The name that a client gives itself, for a flaw that takes it for more than that.
pub(crate) fn client_name(params: &Map<String, Value>) -> Option<&str> {
    params.get("_meta")?.get(CLIENT_INFO)?.get("name")?.as_str()
}

/// Parameters that hold nothing but what is required, which only a flaw supplies.
pub(crate) fn complete() -> Map<String, Value> {
    let meta = json!({VERSION: Revision::July2026.name(), CAPABILITIES: {}});
    Map::from_iter([("_meta".to_owned(), meta)])
}

/// Whether a request carries any of the per-request members, and so belongs to the modern era.
pub(crate) fn is_modern(params: &Map<String, Value>) -> bool {
    let meta = params.get("_meta").and_then(Value::as_object);
    meta.is_some_and(|meta| {
        [VERSION, CLIENT_INFO, CAPABILITIES, LOG_LEVEL]
            .iter()
            .any(|key| meta.contains_key(*key))
    })
}

/// The version that a modern request names.
pub(crate) fn declared_version(
    server: &Server,
    connection: &Connection,
    params: &Map<String, Value>,
) -> Result<String, Failure> {
    let behaviour = server.behaviour.version;
    match params.get("_meta").and_then(|meta| meta.get(VERSION)) {
        Some(Value::String(version)) => {
            connection.seen_modern.store(true, Ordering::Relaxed);
            Ok(version.clone())
        }
        Some(_) => Err(Failure::invalid_params(format!("{VERSION} must be a string"))),
        None if behaviour == VersionBehaviour::MetaMissingServed && !params.contains_key("_meta") => {
            Ok(Revision::July2026.name().to_owned())
        }
        None if behaviour == VersionBehaviour::Remembered
            && connection.seen_modern.load(Ordering::Relaxed) =>
        {
            Ok(Revision::July2026.name().to_owned())
        }
        None => Err(Failure::invalid_params(format!("_meta lacks {VERSION}"))),
    }
}

/// Refuses a version without per-request metadata, or one that is not spoken.
pub(crate) fn check_version(server: &Server, version: &str) -> Result<Revision, Failure> {
    match Revision::named(version) {
        Some(revision) if revision.is_modern() => Ok(revision),
        _ if server.behaviour.version == VersionBehaviour::UnsupportedServed => Ok(Revision::July2026),
        _ => Err(unsupported(server, version)),
    }
}

/// The answer of a server that speaks modern revisions only to a legacy client, which is shown nothing else.
pub(crate) fn refuse_handshake(server: &Server, params: &Map<String, Value>) -> Failure {
    let version = params.get("protocolVersion").and_then(Value::as_str);
    unsupported(server, version.unwrap_or_default())
}

fn unsupported(server: &Server, version: &str) -> Failure {
    let data = json!({"supported": revision::names(server.behaviour.slim), "requested": version});
    let message = match Revision::named(version) {
        Some(_) => "this protocol version needs an initialize handshake",
        None => "unsupported protocol version",
    };
    Failure::new(UNSUPPORTED_VERSION, message).with_data(data)
}

/// Reads the rest of the metadata.
pub(crate) fn read(
    server: &Server,
    connection: &Connection,
    params: &Map<String, Value>,
) -> Result<Metadata, Failure> {
    let behaviour = server.behaviour.version;
    let Some(meta) = params.get("_meta").and_then(Value::as_object) else {
        // Only a flaw lets a request without metadata come this far.
        return Ok(Metadata::default());
    };
    let mut capabilities = match meta.get(CAPABILITIES) {
        Some(Value::Object(capabilities)) => capabilities.clone(),
        None if behaviour == VersionBehaviour::CapabilitiesMissingServed => Map::new(),
        Some(_) if behaviour == VersionBehaviour::FieldTypesUnchecked => Map::new(),
        Some(_) => {
            return Err(Failure::invalid_params(format!(
                "{CAPABILITIES} must be an object"
            )));
        }
        None => return Err(Failure::invalid_params(format!("_meta lacks {CAPABILITIES}"))),
    };
    check_capabilities(server, &capabilities)?;
    if behaviour == VersionBehaviour::CapabilitiesRemembered {
        let mut known = connection
            .capabilities
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        known.append(&mut capabilities);
        capabilities.clone_from(&known);
    }
    if behaviour == VersionBehaviour::ReservedKeyActedOn && meta.contains_key(SUBSCRIPTION_ID) {
        return Err(Failure::new(INTERNAL_ERROR, "there is no such subscription"));
    }
    match meta.get(CLIENT_INFO) {
        Some(Value::Object(_)) => {}
        None if behaviour != VersionBehaviour::ClientInfoRequired => {}
        _ => {
            return Err(Failure::invalid_params(format!(
                "{CLIENT_INFO} must be an object"
            )));
        }
    }
    let log_level = match meta.get(LOG_LEVEL) {
        None => None,
        Some(level) => Some(
            level
                .as_str()
                .and_then(Level::named)
                .ok_or_else(|| Failure::invalid_params("unknown log level"))?,
        ),
    };
    Ok(Metadata {
        capabilities,
        log_level,
    })
}

/// Unknown capabilities are fine, except to one flaw.
pub(crate) fn check_capabilities(server: &Server, capabilities: &Map<String, Value>) -> Result<(), Failure> {
    let refuses = server.behaviour.version == VersionBehaviour::UnknownCapabilityRefused;
    match capabilities
        .keys()
        .find(|name| refuses && !KNOWN_CAPABILITIES.contains(&name.as_str()))
    {
        Some(name) => Err(Failure::invalid_params(format!("unknown capability {name:?}"))),
        None => Ok(()),
    }
}

/// Repeats the trace context of a request in its result, as long as the `traceparent` has its form.
pub(crate) fn repeat_trace(call: &Call, result: &mut Value) {
    let sent = call.params.get("_meta").unwrap_or(&Value::Null);
    let parts: Vec<&str> = sent["traceparent"]
        .as_str()
        .unwrap_or_default()
        .split('-')
        .collect();
    let hex = |text: &str| {
        text.bytes()
            .all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
    };
    let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
    if lengths != [2, 32, 16, 2] || !parts.iter().all(|part| hex(part)) {
        return;
    }
    result["_meta"]["traceparent"] = sent["traceparent"].clone();
}
