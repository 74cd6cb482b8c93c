//! Multi round-trip requests: a tool that asks for input, answered well, and with a state that is not its own.

pub mod answers;
pub mod flows;
mod forging;
pub mod once;
pub mod states;

use serde_json::{Map, Value, json};

use super::sessions::{alike, altered};
use super::{Era, Holding, Over, Probe};
use crate::arguments;
use crate::conversation::{Conversation, Halt};
use crate::principal::Principal;
use crate::transcript::Fixture;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[
    &MRTR,
    &states::STATES,
    &answers::ANSWERS,
    &flows::FLOWS_AND_NOISE,
    &once::ONCE,
];

/// Requests that may not ask for input, from a client that can give every kind.
pub const CAPABLE: &str = "list-as-capable-client";
/// Calls of read-only tools, until one asks for input.
pub const TRY: &str = "try";
/// The call that asks for input.
pub const ASK: &str = "ask";
/// The same call, from a client that can give one kind of input, or none.
pub const ASK_LIMITED: &[(&str, &[&str])] = &[
    ("ask-without-capabilities", &[]),
    ("ask-with-elicitation", &["elicitation"]),
    ("ask-with-sampling", &["sampling"]),
    ("ask-with-roots", &["roots"]),
];
/// The retry with good answers and the state as it was issued: the control of everything below.
pub const RETRY: &str = "retry";
/// Further rounds, where the retry asks again.
pub const ROUND: &str = "round";
/// The retry without the state; on the wire, answers that nobody asked for.
pub const STRIPPED: &str = "retry-without-state";
/// The retry with the state altered.
pub const TAMPERED: &str = "retry-with-altered-state";
/// A first call with a state that was never issued, and without answers.
pub const FORGED_FIRST: &str = "call-with-forged-state";
/// The retry with a state that was never issued.
pub const FORGED: &str = "retry-with-forged-state";
/// The retry with other arguments than those that the state was issued for.
pub const OTHER_ARGUMENTS: &str = "retry-with-other-arguments";
/// The retry with an answer more than was asked for.
pub const EXTRA: &str = "retry-with-extra-answer";
/// The retry of another user, in a flow of its own.
pub const OTHER_OWN: &str = "other-user-retry";
/// The retry of another user, with the state that was issued to the first.
pub const OTHER_USER: &str = "other-user-retry-with-foreign-state";
/// The note that holds the argument which the state is issued for.
pub const ARGUMENT: &str = "argument";
/// The note that holds the argument of [`OTHER_ARGUMENTS`].
pub const OTHER_ARGUMENT: &str = "other-argument";

/// Tools that are tried.
const TOOLS: usize = 12;
/// Rounds after which a flow counts as endless.
const ROUNDS: usize = 10;

/// A tool that asks for input.
pub static MRTR: Probe = Probe {
    name: "multi-round-trip",
    era: Era::Modern,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

/// An interim result: the answers to what it asks, and its state.
pub(super) struct Asked {
    pub(super) answers: Value,
    pub(super) state: Option<Value>,
}

impl Asked {
    /// What a result asks for, if it is an interim one.
    pub(super) fn of(result: &Value) -> Option<Self> {
        is_interim(result).then(|| Self {
            answers: answers(&result["inputRequests"]),
            state: result.get("requestState").cloned(),
        })
    }
}

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.client_capabilities = capabilities(&["elicitation", "sampling", "roots"]);
    for method in [
        "server/discover",
        "tools/list",
        "resources/list",
        "resources/templates/list",
        "prompts/list",
    ] {
        let request = c.request(method, json!({}));
        c.send(CAPABLE, request).await?;
    }
    let Some(call) = find(c).await? else { return Ok(()) };
    let Some(asked) = ask(c, &call, ASK).await? else {
        return Ok(());
    };
    if retry(c, RETRY, &call, &asked).await? {
        break_state(c, &call).await?;
        break_binding(c, &call).await?;
        limit(c, &call).await?;
        again(c, RETRY, &call).await?;
    }
    Ok(())
}

/// Client capabilities of these kinds.
pub(crate) fn capabilities(kinds: &[&str]) -> Value {
    let declared = kinds.iter().map(|kind| {
        let modes = if *kind == "elicitation" {
            json!({"form": {}})
        } else {
            json!({})
        };
        ((*kind).to_owned(), modes)
    });
    declared.collect::<Map<_, _>>().into()
}

/// Calls of tools that may be called, each with the marker in its first free text, if it takes any.
fn candidates(c: &mut Conversation) -> Vec<(Fixture, Option<String>)> {
    let mut calls = Vec::new();
    for tool in harmless_tools(c) {
        let (Some(name), Ok(mut arguments)) = (tool["name"].as_str(), arguments::plain(&tool["inputSchema"]))
        else {
            continue;
        };
        let marker = c.entropy.canary();
        let marker = mark(&mut arguments, &tool["inputSchema"], &marker).then_some(marker);
        let call = Fixture {
            tool: name.to_owned(),
            arguments,
        };
        calls.push((call, marker));
    }
    calls
}

/// Calls of up to `most` read-only tools that ask for input. The marker of the first is noted.
async fn askers(c: &mut Conversation, most: usize) -> Result<Vec<Fixture>, Halt> {
    let mut askers = Vec::new();
    for (call, marker) in candidates(c) {
        let request = c.request("tools/call", first_call(&call));
        if c.send(TRY, request).await?.result().is_some_and(is_interim) {
            if let Some(marker) = marker.filter(|_| askers.is_empty()) {
                c.note(ARGUMENT, marker);
            }
            askers.push(call);
            if askers.len() == most {
                break;
            }
        }
    }
    Ok(askers)
}

/// The read-only tools that are tried.
fn harmless_tools(c: &Conversation) -> Vec<Value> {
    let facts = c.facts();
    let harmless = |tool: &&Value| facts.may_call_at_will(tool);
    c.facts()
        .tools
        .iter()
        .filter(harmless)
        .take(TOOLS)
        .cloned()
        .collect()
}

/// A call of a read-only tool that asks for input, with a marker in its first free text.
pub(super) async fn find(c: &mut Conversation) -> Result<Option<Fixture>, Halt> {
    Ok(askers(c, 1).await?.into_iter().next())
}

/// Puts the marker into the first argument that is free text; says whether there is one.
fn mark(arguments: &mut Value, schema: &Value, marker: &str) -> bool {
    let free = |name: &String| {
        let property = &schema["properties"][name];
        let bound = ["enum", "const", "default", "format", "pattern", "maxLength"];
        property["type"] == json!("string") && bound.iter().all(|keyword| property.get(keyword).is_none())
    };
    let place = arguments
        .as_object_mut()
        .and_then(|all| all.iter_mut().find(|(name, _)| free(name)));
    place.map(|(_, value)| *value = json!(marker)).is_some()
}

fn is_interim(result: &Value) -> bool {
    result["resultType"] == json!("input_required")
}

pub(super) fn first_call(call: &Fixture) -> Value {
    json!({"name": call.tool, "arguments": call.arguments})
}

async fn ask(c: &mut Conversation, call: &Fixture, label: &str) -> Result<Option<Asked>, Halt> {
    let request = c.request("tools/call", first_call(call));
    let result = c
        .send(label, request)
        .await?
        .result()
        .cloned()
        .unwrap_or_default();
    Ok(Asked::of(&result))
}

fn answers(requests: &Value) -> Value {
    let requests = requests.as_object().into_iter().flatten();
    requests
        .map(|(key, request)| (key.clone(), answer(request)))
        .collect::<Map<_, _>>()
        .into()
}

fn answer(request: &Value) -> Value {
    match request["method"].as_str() {
        Some("sampling/createMessage") => json!({
            "role": "assistant",
            "content": {"type": "text", "text": "proofhouse"},
            "model": "proofhouse",
            "stopReason": "endTurn",
        }),
        Some("roots/list") => json!({"roots": []}),
        _ => json!({"action": "accept", "content": approval(&request["params"]["requestedSchema"])}),
    }
}

/// What a form wants, with every box ticked.
fn approval(schema: &Value) -> Value {
    let mut content = arguments::plain(schema).unwrap_or_else(|_| json!({}));
    for (name, property) in schema["properties"].as_object().into_iter().flatten() {
        if property["type"] == json!("boolean") {
            content[name] = json!(true);
        }
    }
    content
}

pub(super) fn with_answers(call: &Fixture, answers: &Value, state: Option<&Value>) -> Value {
    let mut params = first_call(call);
    params["inputResponses"] = answers.clone();
    if let Some(state) = state {
        params["requestState"] = state.clone();
    }
    params
}

/// Answers, round by round; says whether the first answer completed the call.
async fn retry(c: &mut Conversation, label: &str, call: &Fixture, asked: &Asked) -> Result<bool, Halt> {
    let mut params = with_answers(call, &asked.answers, asked.state.as_ref());
    for round in 0..=ROUNDS {
        let request = c.request("tools/call", params);
        let reply = c.send(if round == 0 { label } else { ROUND }, request).await?;
        let result = reply.result().unwrap_or_default();
        if !is_interim(result) {
            return Ok(round == 0 && reply.is_done());
        }
        params = with_answers(
            call,
            &answers(&result["inputRequests"]),
            result.get("requestState"),
        );
    }
    Ok(false)
}

/// A flow from its beginning, answered well.
async fn again(c: &mut Conversation, label: &str, call: &Fixture) -> Result<(), Halt> {
    if let Some(asked) = ask(c, call, ASK).await? {
        retry_once(c, label, call, &asked.answers, asked.state.as_ref()).await?;
    }
    Ok(())
}

async fn retry_once(
    c: &mut Conversation,
    label: &str,
    call: &Fixture,
    answers: &Value,
    state: Option<&Value>,
) -> Result<(), Halt> {
    let request = c.request("tools/call", with_answers(call, answers, state));
    c.send(label, request).await?;
    Ok(())
}

/// Each broken state gets a flow of its own, since a state may be good for one retry only.
async fn break_state(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let Some(Asked {
        answers,
        state: Some(Value::String(state)),
    }) = ask(c, call, ASK).await?
    else {
        return Ok(());
    };
    retry_once(c, STRIPPED, call, &answers, None).await?;
    let forged: String = state
        .chars()
        .map(|found| alike(found, c.entropy.below("state", 36)))
        .collect();
    let mut params = first_call(call);
    params["requestState"] = json!(forged);
    let request = c.request("tools/call", params);
    c.send(FORGED_FIRST, request).await?;
    retry_once(c, FORGED, call, &answers, Some(&json!(forged))).await?;
    for number in 0..alterations(&state).len() {
        let Some(Asked {
            answers,
            state: Some(Value::String(state)),
        }) = ask(c, call, ASK).await?
        else {
            return Ok(());
        };
        if let Some(other) = alterations(&state).into_iter().nth(number) {
            retry_once(c, TAMPERED, call, &answers, Some(&json!(other))).await?;
        }
    }
    Ok(())
}

/// Characters of a part that is more than a version or a separator.
const PART: usize = 8;

/// The state with one of its parts altered, or cut in half. The last character of a part stays: some of its
/// bits may say nothing.
fn alterations(state: &str) -> Vec<String> {
    let parts: Vec<&str> = state.split('.').collect();
    let mut all = Vec::new();
    for (at, part) in parts
        .iter()
        .enumerate()
        .filter(|(_, part)| part.len() >= PART || parts.len() == 1)
    {
        let half = part.len() / 2;
        for (from, to) in [(0, half), (half, part.len().saturating_sub(1))] {
            let (Some(before), Some(piece), Some(after)) =
                (part.get(..from), part.get(from..to), part.get(to..))
            else {
                continue;
            };
            let changed = [before, &altered(piece), after].concat();
            let whole: Vec<&str> = parts
                .iter()
                .enumerate()
                .map(|(n, part)| if n == at { &changed } else { *part })
                .collect();
            all.push(whole.join("."));
        }
    }
    all.extend(state.get(..state.len() / 2).map(str::to_owned));
    all.retain(|other| other != state);
    all
}

/// The state as it was issued, where it does not belong.
async fn break_binding(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    if let (Some(asked), Some(marker)) = (
        ask(c, call, ASK).await?,
        c.transcript().note(ARGUMENT).map(str::to_owned),
    ) {
        let other = c.entropy.canary();
        c.note(OTHER_ARGUMENT, other.clone());
        let arguments = crate::discovery::replace_in(&call.arguments, &marker, &other);
        let changed = Fixture {
            tool: call.tool.clone(),
            arguments,
        };
        retry_once(c, OTHER_ARGUMENTS, &changed, &asked.answers, asked.state.as_ref()).await?;
    }
    if let Some(mut asked) = ask(c, call, ASK).await? {
        asked.answers["proofhouse-unasked"] = json!({"action": "accept", "content": {}});
        retry_once(c, EXTRA, call, &asked.answers, asked.state.as_ref()).await?;
    }
    if c.facts().knows_two() && c.is_http() {
        let asked = ask(c, call, ASK).await?;
        c.principal = Principal::B;
        again(c, OTHER_OWN, call).await?;
        if let Some(asked) = asked {
            retry_once(c, OTHER_USER, call, &asked.answers, asked.state.as_ref()).await?;
        }
        c.principal = Principal::A;
    }
    Ok(())
}

/// The call from clients that can give less.
async fn limit(c: &mut Conversation, call: &Fixture) -> Result<(), Halt> {
    let all = c.client_capabilities.clone();
    for (label, kinds) in ASK_LIMITED {
        c.client_capabilities = capabilities(kinds);
        let request = c.request("tools/call", first_call(call));
        c.send(label, request).await?;
    }
    c.client_capabilities = all;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_alteration_differs_from_the_state_before_the_last_character_of_a_part() {
        let all = alterations("eyJhIjoxfQ.c2lnbmF0dXJl");
        assert_eq!(all.len(), 5);
        let kept = |other: &String| other.len() == 23 && other.contains("Q.") && other.ends_with('l');
        assert!(all[..4].iter().all(kept));
        let versioned = alterations("v1.eyJhIjoxfQ");
        assert!(
            versioned.iter().all(|other| other.starts_with("v1.")),
            "{versioned:?}"
        );
    }

    #[test]
    fn a_form_is_filled_in_and_approved() {
        let schema = json!({"properties": {"sure": {"type": "boolean"}, "name": {"type": "string"}}, "required": ["name"]});
        assert_eq!(approval(&schema), json!({"name": "proofhouse", "sure": true}));
    }
}
