//! Completion of prompt arguments and of the template's name.

use serde_json::{Value, json};

use super::{fixtures, prompts, resources, text};
use crate::behaviour::FeatureBehaviour;
use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::message::Failure;

const NAMES: &[&str] = &["Ada", "Alan", "Barbara", "Grace"];
/// A result has at most this many values.
const MOST: usize = 100;

pub(super) fn complete(server: &Server, call: &Call) -> Result<Value, Failure> {
    let Some(argument) = call.params.get("argument").and_then(Value::as_object) else {
        return Err(Failure::invalid_params("argument must be an object"));
    };
    let (name, typed) = (text(argument, "name")?, text(argument, "value")?);
    check_context(server, call)?;
    let known = match candidates(&call.params["ref"], name) {
        Err(_) if server.behaviour.features == FeatureBehaviour::UnknownCompletionEmpty => &[],
        known => known?,
    };
    let fitting: Vec<&str> = known
        .iter()
        .copied()
        .filter(|value| value.to_lowercase().starts_with(&typed.to_lowercase()))
        .collect();
    let values: Vec<&str> = fitting.iter().copied().take(MOST).collect();
    Ok(
        json!({"completion": {"values": values, "total": fitting.len(), "hasMore": fitting.len() > values.len()}}),
    )
}

fn check_context(server: &Server, call: &Call) -> Result<(), Failure> {
    let Some(context) = call.params.get("context") else {
        return Ok(());
    };
    let arguments = context.get("arguments");
    let fits = server.behaviour.features != FeatureBehaviour::ContextRefused
        && context.is_object()
        && arguments.is_none_or(|given| {
            given
                .as_object()
                .is_some_and(|given| given.values().all(Value::is_string))
        });
    if fits {
        Ok(())
    } else {
        Err(Failure::invalid_params(
            "context.arguments must map names to strings",
        ))
    }
}

fn candidates(reference: &Value, argument: &str) -> Result<&'static [&'static str], Failure> {
    let known = match reference["type"].as_str() {
        Some("ref/prompt") => {
            let name = reference["name"].as_str().unwrap_or_default();
            prompts::arguments(name)
                .ok_or_else(|| Failure::invalid_params(format!("unknown prompt {name:?}")))?
        }
        Some("ref/resource") if reference["uri"] == resources::TEMPLATE => &["name"],
        Some("ref/resource") if reference["uri"] == fixtures::resources::TEMPLATE => &["id"],
        Some("ref/resource") => return Err(Failure::invalid_params("unknown resource template")),
        _ => {
            return Err(Failure::invalid_params(
                "ref must be a ref/prompt or a ref/resource",
            ));
        }
    };
    match argument {
        _ if !known.contains(&argument) => {
            Err(Failure::invalid_params(format!("unknown argument {argument:?}")))
        }
        "style" => Ok(prompts::STYLES),
        "arg1" | "arg2" => Ok(&["paris", "park", "party", "test"]),
        "resourceUri" => Ok(&["test://static-text"]),
        "id" => Ok(&["123", "456"]),
        _ => Ok(NAMES),
    }
}
