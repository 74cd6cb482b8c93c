//! Three resources and a template. The fixtures follow them.

use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use serde_json::{Value, json};

use super::{fixtures, text, upstream};
use crate::behaviour::{FeatureBehaviour, TellBehaviour};
use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::message::{Failure, LEGACY_RESOURCE_NOT_FOUND};

/// What tells of a change.
pub(super) const UPDATED: &str = "notifications/resources/updated";
pub(super) const GREETING: &str = "proof://greeting";
pub(crate) const REPORT: &str = "proof://report";
/// Changes with every subscription.
pub(super) const VISITS: &str = "proof://visits";
const NOTES: &str = "proof://notes/";
pub(super) const TEMPLATE: &str = "proof://greeting/{name}";

/// Of each user a note that nobody else may read.
pub(super) fn note_of(call: &Call) -> Option<String> {
    note_of_user(call.caller.subject.as_deref()?)
}

fn note_of_user(subject: &str) -> Option<String> {
    let plain = subject.bytes().all(|byte| byte.is_ascii_alphanumeric());
    plain.then(|| format!("{NOTES}{subject}"))
}

/// Whether an answer is for one user alone.
pub(super) fn is_private(server: &Server, call: &Call) -> bool {
    let uri = call.params.get("uri").and_then(Value::as_str).unwrap_or_default();
    let is_note = uri.starts_with(NOTES) && server.behaviour.features != FeatureBehaviour::NotesPublic;
    note_of(call).is_some() && call.method == "resources/list" || is_note
}

/// What is listed for who asks.
pub(super) fn listed(call: &Call) -> Vec<Value> {
    listed_for(call.caller.subject.as_deref())
}

/// What is listed for a user.
pub(super) fn listed_for(subject: Option<&str>) -> Vec<Value> {
    let mut resources = definitions();
    if let Some(uri) = subject.and_then(note_of_user) {
        resources.push(json!({"uri": uri, "name": "note", "title": "Note", "description": "A note for one user alone.", "mimeType": "text/plain"}));
    }
    resources
}

fn definitions() -> Vec<Value> {
    let mut resources = vec![
        json!({"uri": GREETING, "name": "greeting", "title": "Greeting", "description": "A fixed greeting.", "mimeType": "text/plain",
            "annotations": {"audience": ["user", "assistant"], "priority": 0.5}}),
        json!({"uri": REPORT, "name": "report", "title": "Report", "description": "A report that the tool revise changes.", "mimeType": "application/json",
            "annotations": {"audience": ["assistant"], "priority": 1, "lastModified": "2026-07-28T00:00:00Z"}}),
    ];
    resources.push(
        json!({"uri": VISITS, "name": "visits", "title": "Visits", "description": "How often something here was subscribed to.", "mimeType": "text/plain"}),
    );
    resources.extend(fixtures::resources::definitions());
    resources
}

pub(super) fn templates() -> Vec<Value> {
    vec![
        json!({"uriTemplate": TEMPLATE, "name": "greeting-for", "title": "Greeting for a name", "description": "A greeting for one name of letters, digits and hyphens.", "mimeType": "text/plain"}),
        fixtures::resources::template(),
    ]
}

pub(super) async fn read(server: &Server, call: &Call) -> Result<Value, Failure> {
    let mut uri = text(&call.params, "uri")?;
    if server.behaviour.features == FeatureBehaviour::AddressesProxied
        && uri.to_ascii_lowercase().starts_with("http:")
    {
        let fetched = upstream::fetch(server, call, uri).await;
        let text = &fetched["content"][0]["text"];
        return Ok(json!({"contents": [{"uri": uri, "mimeType": "text/plain", "text": text}]}));
    }
    if server.behaviour.features == FeatureBehaviour::UriCutAtNul {
        uri = uri.split('\0').next().unwrap_or(uri);
    }
    if let Some(fixture) = fixtures::resources::contents(uri) {
        return Ok(json!({"contents": [fixture]}));
    }
    match contents(server, call, uri) {
        Some((mime_type, text)) => {
            Ok(json!({"contents": [{"uri": uri, "mimeType": mime_type, "text": text}]}))
        }
        None if server.behaviour.features == FeatureBehaviour::MissingResourceEmpty => {
            Ok(json!({"contents": []}))
        }
        None => Err(not_found(call, uri)),
    }
}

fn contents(server: &Server, call: &Call, uri: &str) -> Option<(&'static str, String)> {
    match uri {
        GREETING if server.behaviour.features == FeatureBehaviour::PublicResultVaries => {
            let name = call.caller.subject.as_deref().unwrap_or("nobody");
            Some(("text/plain", format!("Hello, {name}.")))
        }
        GREETING => Some(("text/plain", "Hello, world.".to_owned())),
        REPORT => {
            let revision = server.report.load(Ordering::Relaxed);
            Some((
                "application/json",
                json!({"revision": revision, "lines": ["all well"]}).to_string(),
            ))
        }
        VISITS => {
            let visits = server.visits.load(Ordering::Relaxed);
            Some(("text/plain", visits.to_string()))
        }
        _ if note_of(call).as_deref() == Some(uri) => {
            Some(("text/plain", "Nobody else reads this.".to_owned()))
        }
        _ if uri.starts_with(NOTES) && server.behaviour.features == FeatureBehaviour::NotesForAll => {
            Some(("text/plain", "Nobody else reads this.".to_owned()))
        }
        _ => greeted_name(uri).map(|name| ("text/plain", format!("Hello, {name}."))),
    }
}

/// The name in a URI of the template.
fn greeted_name(uri: &str) -> Option<&str> {
    let name = uri.strip_prefix(GREETING)?.strip_prefix('/')?;
    let plain = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    (plain && (1..=32).contains(&name.len())).then_some(name)
}

/// Every listed URI.
pub(super) fn uris() -> Vec<String> {
    let uri = |resource: Value| resource["uri"].as_str().map(str::to_owned);
    definitions().into_iter().filter_map(uri).collect()
}

pub(super) fn exists(call: &Call, uri: &str) -> bool {
    uri == GREETING
        || note_of(call).as_deref() == Some(uri)
        || uri == REPORT
        || uri == VISITS
        || greeted_name(uri).is_some()
        || fixtures::resources::contents(uri).is_some()
}

/// Tells whoever listens for a resource that it changed; `call` is what changed it.
pub(super) async fn tell(server: &Server, call: &Call, uri: &str) {
    if server.behaviour.telling == TellBehaviour::Nobody {
        return;
    }
    publish(server, uri);
    if server.behaviour.telling == TellBehaviour::Remembered
        && call.revision.is_modern()
        && server
            .listened
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .contains(uri)
    {
        call.outlet.notify(UPDATED, json!({"uri": uri})).await;
    }
}

fn publish(server: &Server, uri: &str) {
    // Without listeners there is nobody to tell.
    let _ = server.changes.send(uri.to_owned());
    server.sessions.publish(uri, server.behaviour.telling);
}

/// Whether a user may listen for changes to a resource.
pub(super) fn is_listened_for(server: &Server, call: &Call, uri: &str) -> bool {
    exists(call, uri) || uri.starts_with(NOTES) && server.behaviour.telling == TellBehaviour::NotesForAll
}

/// Whether who listens for `uris` is told that `uri` changed.
pub(super) fn is_told(server: &Server, uris: &[String], uri: &str) -> bool {
    uris.iter().any(|listened| listened == uri)
        || match server.behaviour.telling {
            TellBehaviour::AnyUri => uri == REPORT && !uris.is_empty(),
            TellBehaviour::AnyType => uri == REPORT && uris.is_empty(),
            TellBehaviour::NotesTogether => {
                uri.starts_with(NOTES) && uris.iter().any(|listened| listened.starts_with(NOTES))
            }
            _ => false,
        }
}

fn not_found(call: &Call, uri: &str) -> Failure {
    let failure = Failure::invalid_params("resource not found").with_data(json!({"uri": uri}));
    if call.revision.is_modern() {
        failure
    } else {
        Failure {
            code: LEGACY_RESOURCE_NOT_FOUND,
            ..failure
        }
    }
}

/// Legacy subscriptions, kept with the session.
pub(super) fn subscribe(server: &Server, call: &Call, wanted: bool) -> Result<Value, Failure> {
    let uri = text(&call.params, "uri")?;
    if !exists(call, uri) {
        return Err(not_found(call, uri));
    }
    if let Some(memory) = &call.memory {
        if wanted {
            memory.subscribe(uri);
            server.visits.fetch_add(1, Ordering::Relaxed);
            publish(server, VISITS);
        } else {
            memory.unsubscribe(uri);
        }
    }
    Ok(json!({}))
}
