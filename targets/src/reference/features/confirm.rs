//! The `confirm` tool: a multi round-trip request whose state the client carries.
//!
//! The state is authenticated and bound to who asked, for which tool, with which arguments, and until when.
//! Everything needed for the retry is in it, so a restarted server can finish what another began.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest;
use serde_json::{Map, Value, json};

use super::tools::{failed, plain};
use crate::behaviour::{AnswerBehaviour, StateBehaviour};
use crate::reference::Server;
use crate::reference::call::Call;
use crate::reference::clock;
use crate::reference::ids::hex;
use crate::reference::message::{Failure, INTERNAL_ERROR, MISSING_CAPABILITY};
use crate::reference::metadata::CLIENT_INFO;

/// Expiry is rounded to this, in seconds, so that the bytes seldom differ between runs.
const WINDOW: u64 = 300;
const QUESTION: &str = "confirmation";
/// Where a state keeps the answers that came before it.
const ANSWERS: &str = "answers";
/// Bytes of the authentication code that the flaw which compares a part of it compares.
const PART: usize = 24;
/// A state that is longer takes the flawed server down.
const LONG: usize = 4 * 1024;
/// Flows that the flaw which keeps them has room for.
const FLOWS: u64 = 512;

/// Refuses, before any stream is opened, to ask a client that cannot be asked.
pub(super) fn admit(server: &Server, call: &Call) -> Result<(), Failure> {
    let answered = call.params.contains_key("requestState") && call.params.contains_key("inputResponses");
    let elicitation = call.capabilities.get("elicitation").and_then(Value::as_object);
    let forms = elicitation.is_some_and(|modes| takes_forms(server, modes));
    if !call.revision.is_modern()
        || answered
        || forms
        || server.behaviour.state == StateBehaviour::AsksUndeclared
    {
        return Ok(());
    }
    let required = json!({"requiredCapabilities": {"elicitation": {"form": {}}}});
    Err(Failure::new(MISSING_CAPABILITY, "the client must declare elicitation").with_data(required))
}

/// An empty object declares forms; one that names only URLs does not.
fn takes_forms(server: &Server, modes: &Map<String, Value>) -> bool {
    match server.behaviour.answers {
        AnswerBehaviour::EmptyMeansNone => modes.contains_key("form"),
        AnswerBehaviour::FormForUrl => true,
        _ => modes.is_empty() || modes.contains_key("form"),
    }
}

/// Asks, or acts on the answer.
pub(super) fn call(server: &Server, call: &Call, arguments: &Value) -> Result<Value, Failure> {
    let action = arguments["action"].as_str().unwrap_or_default();
    if !call.revision.is_modern() {
        return Ok(failed("confirm needs a client of revision 2026-07-28"));
    }
    match call.params.get("requestState") {
        Some(state) => {
            check_state(server, call, arguments, state)?;
        }
        None if server.behaviour.state == StateBehaviour::Optional => {}
        None => return begin(server, call, arguments, action),
    }
    let answers = match call.params.get("inputResponses") {
        None => return begin(server, call, arguments, action),
        Some(Value::Object(answers)) => answers,
        Some(_) => return Err(Failure::invalid_params("inputResponses must be an object")),
    };
    match server.behaviour.state {
        StateBehaviour::ExtraRefused if answers.len() > 1 => {
            return Err(Failure::invalid_params("an answer was not asked for"));
        }
        StateBehaviour::AsksForEver => return Ok(ask(server, call, arguments, action)),
        _ => {}
    }
    let Some(answer) = answers.get(QUESTION) else {
        return ask_again(server, call, arguments, action);
    };
    let confirmed = Ok(plain(&format!("confirmed: {action}")));
    match (
        answer["action"].as_str(),
        &answer["content"]["confirmed"],
        server.behaviour.answers,
    ) {
        (Some("decline" | "cancel"), Value::Bool(true), AnswerBehaviour::DeclinedCounts)
        | (Some("accept"), _, AnswerBehaviour::ContentUnchecked)
        | (Some("accept"), Value::Bool(true), _) => confirmed,
        (Some("cancel"), _, AnswerBehaviour::CancelFails) => Err(broken()),
        (Some("accept"), Value::Bool(false), _) | (Some("decline" | "cancel"), ..) => {
            Ok(plain(&format!("not confirmed: {action}")))
        }
        (Some("accept"), ..) => Err(Failure::invalid_params("the confirmation does not fit the form")),
        (_, _, AnswerBehaviour::AnyFormAccepted) => confirmed,
        _ => Err(Failure::invalid_params("the confirmation is not a valid answer")),
    }
}

/// What was claimed: the states that were used, and how often each user did.
#[derive(Default)]
pub(crate) struct Claimed {
    used: BTreeSet<String>,
    /// Those that a flaw remembers later.
    late: BTreeSet<String>,
    times: BTreeMap<Option<String>, u64>,
}

/// States that are remembered as used; they are good for a short time only.
const USED: usize = 4096;

/// Like [`call`], with an effect that a state is good for once.
pub(super) fn claim(server: &Server, call: &Call, arguments: &Value) -> Result<Value, Failure> {
    let result = self::call(server, call, arguments)?;
    let text = result["content"][0]["text"].as_str().unwrap_or_default();
    if !text.starts_with("confirmed") {
        return Ok(result);
    }
    let mut claimed = server.claimed.lock().unwrap_or_else(PoisonError::into_inner);
    let state = call.params.get("requestState").and_then(Value::as_str);
    let is_fresh = state.is_none_or(|state| match server.behaviour.state {
        StateBehaviour::UsedLate => {
            claimed.late.insert(state.to_owned());
            !claimed.used.contains(state)
        }
        _ => claimed.used.insert(state.to_owned()),
    });
    if !is_fresh && server.behaviour.state != StateBehaviour::GoodForEver {
        return Ok(failed("this was claimed before"));
    }
    if claimed.used.len() > USED {
        claimed.used.pop_first();
    }
    *claimed.times.entry(call.caller.subject.clone()).or_default() += 1;
    Ok(plain("claimed"))
}

/// How often the user has claimed something.
pub(super) fn claims(server: &Server, call: &Call) -> Value {
    let mut claimed = server.claimed.lock().unwrap_or_else(PoisonError::into_inner);
    let late = std::mem::take(&mut claimed.late);
    claimed.used.extend(late);
    let times = claimed.times.get(&call.caller.subject).copied();
    plain(&times.unwrap_or_default().to_string())
}

/// What a server answers that has made a mistake, which only flaws do.
fn broken() -> Failure {
    Failure::new(INTERNAL_ERROR, "something went wrong")
}

/// The first question of a flow.
fn begin(server: &Server, call: &Call, arguments: &Value, action: &str) -> Result<Value, Failure> {
    let is_full = server.behaviour.state == StateBehaviour::FlowsKept
        && server.flows.fetch_add(1, Ordering::Relaxed) >= FLOWS;
    if is_full {
        return Err(broken());
    }
    Ok(ask(server, call, arguments, action))
}

/// Asks again for what is missing, if the client can still be asked.
fn ask_again(server: &Server, call: &Call, arguments: &Value, action: &str) -> Result<Value, Failure> {
    match server.behaviour.answers {
        AnswerBehaviour::MissingFails => return Err(broken()),
        AnswerBehaviour::MissingAssumed => return Ok(plain(&format!("confirmed: {action}"))),
        _ => {}
    }
    if call.capabilities.contains_key("elicitation") {
        return Ok(ask(server, call, arguments, action));
    }
    let required = json!({"requiredCapabilities": {"elicitation": {"form": {}}}});
    Err(Failure::new(MISSING_CAPABILITY, "the client must declare elicitation").with_data(required))
}

fn ask(server: &Server, call: &Call, arguments: &Value, action: &str) -> Value {
    json!({
        "resultType": "input_required",
        "inputRequests": {
            QUESTION: {
                "method": "elicitation/create",
                "params": {
                    "mode": "form",
                    "message": format!("Really do this: {action}?"),
                    "requestedSchema": {
                        "type": "object",
                        "properties": {"confirmed": {"type": "boolean", "title": "Confirmed"}},
                        "required": ["confirmed"],
                    },
                },
            },
        },
        "requestState": issue_state(server, call, arguments, &Map::new()),
    })
}

/// A state that keeps these answers, for the retry of this request alone.
pub(super) fn issue_state(
    server: &Server,
    call: &Call,
    arguments: &Value,
    answers: &Map<String, Value>,
) -> String {
    let expires = (clock::now() / WINDOW + 2) * WINDOW;
    let mut payload = json!({
        "principal": principal_code(server, call),
        "request": request_name(call),
        "arguments": digest_of(arguments),
        "expires": expires,
    });
    if !answers.is_empty() {
        payload[ANSWERS] = json!(answers);
    }
    if server.behaviour.state == StateBehaviour::HoldsToken {
        payload["authorization"] = json!(call.caller.authorization);
    }
    let payload = payload.to_string();
    let tag = server.ids.sign(payload.as_bytes());
    format!(
        "{}.{}",
        URL_SAFE_NO_PAD.encode(&payload),
        URL_SAFE_NO_PAD.encode(tag.as_ref())
    )
}

/// What a request is for, so that the state of one is no good for another.
fn request_name(call: &Call) -> String {
    let name = call.params.get("name").and_then(Value::as_str);
    format!("{} {}", call.method, name.unwrap_or_default())
}

/// The answers that a state keeps, if it belongs to this request.
pub(super) fn check_state(
    server: &Server,
    call: &Call,
    arguments: &Value,
    state: &Value,
) -> Result<Map<String, Value>, Failure> {
    let behaviour = server.behaviour.state;
    if behaviour == StateBehaviour::AnyType && !state.is_string() {
        return Ok(Map::new());
    }
    if behaviour == StateBehaviour::DiesOfLength && state.as_str().is_some_and(|state| state.len() > LONG) {
        server.stop();
    }
    let payload = state
        .as_str()
        .and_then(|state| open_state(server, state))
        .ok_or_else(|| Failure::invalid_params("requestState was not issued by this server"))?;
    let bound =
        behaviour == StateBehaviour::AnyPrincipal || payload["principal"] == principal_code(server, call);
    let same = behaviour == StateBehaviour::AnyArguments || payload["arguments"] == digest_of(arguments);
    let fresh = payload["expires"]
        .as_u64()
        .is_some_and(|expires| clock::now() < expires);
    let own = payload["request"] == request_name(call);
    let belongs = own && same || !own && behaviour == StateBehaviour::AnyRequest;
    if behaviour == StateBehaviour::Unprotected || bound && fresh && belongs {
        Ok(payload[ANSWERS].as_object().cloned().unwrap_or_default())
    } else {
        Err(Failure::invalid_params(
            "requestState does not belong to this request",
        ))
    }
}

fn open_state(server: &Server, state: &str) -> Option<Value> {
    if server.behaviour.state == StateBehaviour::Unprotected {
        return Some(Value::Null);
    }
    let (payload, tag) = state.split_once('.')?;
    let tag = match server.behaviour.state {
        StateBehaviour::RestIgnored => tag.split('.').next().unwrap_or_default(),
        _ => tag,
    };
    let payload = URL_SAFE_NO_PAD.decode(payload).ok()?;
    let tag = URL_SAFE_NO_PAD.decode(tag).ok()?;
    authenticates(server, &payload, &tag).then(|| serde_json::from_slice(&payload).ok())?
}

fn authenticates(server: &Server, payload: &[u8], tag: &[u8]) -> bool {
    let due = server.ids.sign(payload);
    let due = due.as_ref();
    match server.behaviour.state {
        StateBehaviour::CodeInPart => tag.len() == due.len() && tag[..PART] == due[..PART],
        StateBehaviour::CodeMayBeShort => !tag.is_empty() && due.starts_with(tag),
        StateBehaviour::Unsigned if tag.is_empty() => true,
        _ => server.ids.verifies(payload, tag),
    }
}

/// A code for the principal, so that the state tells the client nothing about it.
fn principal_code(server: &Server, call: &Call) -> String {
    let principal = call.caller.principal.as_deref().unwrap_or_default();
    let client = match server.behaviour.state {
        StateBehaviour::BoundToClientInfo => call
            .params
            .get("_meta")
            .map_or(Value::Null, |meta| meta[CLIENT_INFO].clone())
            .to_string(),
        _ => String::new(),
    };
    hex(&server
        .ids
        .sign(format!("principal/{principal}{client}").as_bytes())
        .as_ref()[..16])
}

fn digest_of(arguments: &Value) -> String {
    let mut sorted = arguments.clone();
    sorted.sort_all_objects();
    hex(digest::digest(&digest::SHA256, sorted.to_string().as_bytes()).as_ref())
}
