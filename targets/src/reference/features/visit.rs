//! The `visit` tool: a multi round-trip request that sends the user to a URL.

use serde_json::{Map, Value, json};

use super::tools::{failed, plain};
use crate::behaviour::AnswerBehaviour;
use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::message::{Failure, MISSING_CAPABILITY};

const QUESTION: &str = "page";
const PAGE: &str = "https://pages.example/consent";

/// Refuses, before any stream is opened, to send somewhere a client that cannot be sent.
pub(super) fn admit(server: &Server, call: &Call) -> Result<(), Failure> {
    let elicitation = call.capabilities.get("elicitation").and_then(Value::as_object);
    let takes_urls = |modes: &Map<String, Value>| {
        let forms = server.behaviour.answers == AnswerBehaviour::UrlForForm && modes.contains_key("form");
        modes.contains_key("url") || forms
    };
    let answered = call.params.contains_key("inputResponses");
    if !call.revision.is_modern() || answered || elicitation.is_some_and(takes_urls) {
        return Ok(());
    }
    let required = json!({"requiredCapabilities": {"elicitation": {"url": {}}}});
    Err(Failure::new(MISSING_CAPABILITY, "the client must declare URL elicitation").with_data(required))
}

/// Sends the user to the page, or acts on the answer. Nothing is kept: the answer says all.
pub(super) fn call(call: &Call) -> Result<Value, Failure> {
    if !call.revision.is_modern() {
        return Ok(failed("visit needs a client of revision 2026-07-28"));
    }
    let answers = match call.params.get("inputResponses") {
        Some(answers) if !answers.is_object() => {
            return Err(Failure::invalid_params("inputResponses must be an object"));
        }
        answers => answers.and_then(|answers| answers.get(QUESTION)),
    };
    match answers.map(|answer| answer["action"].as_str()) {
        None => Ok(ask()),
        Some(Some("accept")) => Ok(plain("the page was opened")),
        Some(Some("decline" | "cancel")) => Ok(plain("the page was not opened")),
        Some(_) => Err(Failure::invalid_params("the answer is not valid")),
    }
}

fn ask() -> Value {
    json!({
        "resultType": "input_required",
        "inputRequests": {
            QUESTION: {
                "method": "elicitation/create",
                "params": {"mode": "url", "message": "Please read this page.", "url": PAGE},
            },
        },
    })
}
