//! Two prompts, one of them with arguments. The fixtures follow them.

use serde_json::{Map, Value, json};

use super::{fixtures, text};
use crate::behaviour::FeatureBehaviour;
use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::message::Failure;

/// Bytes of one argument.
const LONGEST: usize = 16 * 1024;

pub(super) const STYLES: &[&str] = &["brief", "formal", "friendly"];

/// A square.
const ICON: &str = "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxwYXRoIGQ9Ik0wIDBoOHY4SDB6Ii8+PC9zdmc+";

pub(super) fn definitions() -> Vec<Value> {
    let mut prompts = vec![
        json!({
            "name": "greet",
            "title": "Greet somebody",
            "description": "Asks for a greeting in a style.",
            "arguments": [
                {"name": "name", "description": "Who is greeted.", "required": true},
                {"name": "style", "description": "How.", "required": false},
            ],
        }),
        json!({"name": "summary", "title": "Summarise the report", "description": "Asks for a summary of the report.",
            "icons": [{"src": ICON, "mimeType": "image/svg+xml", "sizes": ["any"]}]}),
    ];
    prompts.extend(fixtures::prompts::definitions());
    prompts
}

/// The arguments that a prompt declares, or nothing if there is no such prompt.
pub(super) fn arguments(name: &str) -> Option<&'static [&'static str]> {
    match name {
        "greet" => Some(&["name", "style"]),
        "summary" => Some(&[]),
        _ => fixtures::prompts::arguments(name),
    }
}

pub(super) async fn get(server: &Server, call: &Call) -> Result<Value, Failure> {
    let name = text(&call.params, "name")?;
    let declared =
        arguments(name).ok_or_else(|| Failure::invalid_params(format!("unknown prompt {name:?}")))?;
    let none = Map::new();
    let given = match call.params.get("arguments") {
        None => &none,
        Some(Value::Object(given)) => given,
        Some(_) => return Err(Failure::invalid_params("arguments must be an object")),
    };
    let unchecked = server.behaviour.features == FeatureBehaviour::PromptArgumentsUnchecked;
    for (argument, value) in given.iter().filter(|_| !unchecked) {
        let fits = value.as_str().is_some_and(|text| text.len() <= LONGEST);
        if !declared.contains(&argument.as_str()) || !fits {
            return Err(Failure::invalid_params(format!(
                "argument {argument:?} is unknown, or no string of at most {LONGEST} bytes"
            )));
        }
    }
    let (description, request) = match name {
        "greet" => ("A greeting.", greeting(given)?),
        "summary" => ("A summary.", "Summarise the resource proof://report.".to_owned()),
        _ => return fixtures::prompts::get(server, call, name, given).await,
    };
    Ok(json!({
        "description": description,
        "messages": [{"role": "user", "content": {"type": "text", "text": request}}],
    }))
}

fn greeting(given: &Map<String, Value>) -> Result<String, Failure> {
    let name = given
        .get("name")
        .ok_or_else(|| Failure::invalid_params("argument \"name\" is missing"))?
        .as_str()
        .unwrap_or("[object Object]");
    let style = given.get("style").and_then(Value::as_str).unwrap_or("friendly");
    if !STYLES.contains(&style) {
        return Err(Failure::invalid_params(format!("unknown style {style:?}")));
    }
    Ok(format!("Write a {style} greeting for {name}."))
}
