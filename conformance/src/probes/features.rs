//! Lists, tools, resources, prompts, completion and subscriptions.

pub mod subscriptions;
pub mod updates;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use serde_json::{Map, Value, json};

use super::sessions::altered;
use super::{Era, Holding, Over, Probe};
use crate::arguments::{self, Broken, Compiled};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::discovery::NO_ARGUMENTS;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[
    &LISTS,
    &TOOLS,
    &RESOURCES,
    &PROMPTS,
    &COMPLETION,
    &subscriptions::SUBSCRIPTIONS,
    &subscriptions::FLOOD,
    &updates::UPDATES,
];

/// The control of every conversation here: a request that needs no feature, at its beginning and its end.
pub const ALIVE: &str = "alive";

/// A list that is given page by page.
#[derive(Debug)]
pub struct List {
    /// The method.
    pub method: &'static str,
    /// The member of the result that holds the items.
    pub member: &'static str,
    /// The capability that offers it.
    pub capability: &'static str,
    /// The first page, at the beginning and at the end.
    pub first: &'static str,
    /// The pages that follow.
    pub page: &'static str,
    /// A page whose cursor was never issued.
    pub invalid: &'static str,
}

/// The tools.
pub static TOOL_LIST: List = List {
    method: "tools/list",
    member: "tools",
    capability: "tools",
    first: "tools-list",
    page: "tools-page",
    invalid: "tools-invalid-cursor",
};
/// The resources.
pub static RESOURCE_LIST: List = List {
    method: "resources/list",
    member: "resources",
    capability: "resources",
    first: "resources-list",
    page: "resources-page",
    invalid: "resources-invalid-cursor",
};
/// The resource templates.
pub static TEMPLATE_LIST: List = List {
    method: "resources/templates/list",
    member: "resourceTemplates",
    capability: "resources",
    first: "templates-list",
    page: "templates-page",
    invalid: "templates-invalid-cursor",
};
/// The prompts.
pub static PROMPT_LIST: List = List {
    method: "prompts/list",
    member: "prompts",
    capability: "prompts",
    first: "prompts-list",
    page: "prompts-page",
    invalid: "prompts-invalid-cursor",
};
/// All lists.
pub static ALL_LISTS: [&List; 4] = [&TOOL_LIST, &RESOURCE_LIST, &TEMPLATE_LIST, &PROMPT_LIST];

/// The first page of the tools over fresh connections, where there are any (modern).
pub const TOOL_ORDER: &str = "tools-order";

/// How often [`TOOL_ORDER`] is asked for.
const ORDERS: usize = 8;

/// Pages of one list that are asked for.
pub const PAGES: usize = 100;

/// A page that was asked for before, twice more.
pub const PAGE_AGAIN: &str = "page-again";

/// Pages of one list that are asked for again.
const CURSORS: usize = 2;

/// Every list to its end, whether it was declared or not, and cursors that were never issued.
pub static LISTS: Probe = Probe {
    name: "lists",
    era: Era::Any,
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(lists(c)) as Holding<'_>),
};

async fn lists(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    for list in ALL_LISTS {
        let cursors = walk(c, list).await?;
        let issued = cursors.first().cloned();
        if !c.facts().declares(list.capability) {
            continue;
        }
        let random = format!("proofhouse-{}", c.entropy.hex("cursor"));
        for cursor in [Some(random), issued.as_deref().map(altered)]
            .into_iter()
            .flatten()
        {
            let request = c.request(list.method, json!({"cursor": cursor}));
            c.send(list.invalid, request).await?;
        }
        if let Some(cursor) = &issued {
            misuse(c, list, cursor).await?;
        }
        for cursor in cursors.iter().take(CURSORS).flat_map(|cursor| [cursor; 2]) {
            if c.is_modern() {
                c.reconnect();
            }
            let request = c.request(list.method, json!({"cursor": cursor}));
            c.send(PAGE_AGAIN, request).await?;
        }
        let request = c.request(list.method, json!({}));
        c.send(list.first, request).await?;
    }
    if c.is_modern() && c.facts().declares("tools") {
        for _ in 0..ORDERS {
            c.reconnect();
            let request = c.request(TOOL_LIST.method, json!({}));
            c.send(TOOL_ORDER, request).await?;
        }
    }
    c.barrier(ALIVE).await
}

/// Cursors altered in what they decode to.
pub const TAMPERED: &str = "tampered-cursor";
/// A cursor of another list.
pub const OF_ANOTHER_LIST: &str = "cursor-of-another-list";
/// Cursors that are no strings.
pub const NOT_A_STRING: &str = "cursor-not-a-string";

/// What should not be done with a cursor.
async fn misuse(c: &mut Conversation, list: &List, cursor: &str) -> Result<(), Halt> {
    for altered in tampered(cursor) {
        let request = c.request(list.method, json!({"cursor": altered}));
        c.send(TAMPERED, request).await?;
    }
    let declared = |other: &&&List| other.method != list.method && c.facts().declares(other.capability);
    if let Some(other) = ALL_LISTS.iter().find(declared) {
        let request = c.request(other.method, json!({"cursor": cursor}));
        c.send(OF_ANOTHER_LIST, request).await?;
    }
    for wrong in [json!(1), json!(true), json!([cursor]), json!({})] {
        let request = c.request(list.method, json!({"cursor": wrong}));
        c.send(NOT_A_STRING, request).await?;
    }
    Ok(())
}

/// The cursor with what it decodes to altered: every number in its text, or a byte of what is no text.
fn tampered(cursor: &str) -> Vec<String> {
    let engines = [&STANDARD, &URL_SAFE_NO_PAD, &URL_SAFE];
    let decoded = engines
        .into_iter()
        .find_map(|engine| Some((engine, engine.decode(cursor).ok()?)));
    let numbers = ["0", "-1", "999999", "0 OR 1=1"];
    match decoded.map(|(engine, bytes)| (engine, String::from_utf8(bytes))) {
        Some((engine, Ok(text))) if !text.is_empty() => {
            let altered = numbers.map(|number| engine.encode(with_number(&text, number)));
            altered.into_iter().filter(|altered| altered != cursor).collect()
        }
        Some((engine, Err(bytes))) => {
            let mut bytes = bytes.into_bytes();
            let Some(byte) = bytes.get_mut(0) else {
                return Vec::new();
            };
            *byte ^= 0x01;
            vec![engine.encode(bytes)]
        }
        _ => {
            let altered = numbers.map(|number| with_number(cursor, number));
            altered.into_iter().filter(|altered| altered != cursor).collect()
        }
    }
}

/// The text with its first number replaced, or with this one behind it.
fn with_number(text: &str, number: &str) -> String {
    let Some(from) = text.find(|c: char| c.is_ascii_digit()) else {
        return format!("{text}{number}");
    };
    let rest = text[from..].trim_start_matches(|c: char| c.is_ascii_digit());
    format!("{}{number}{rest}", &text[..from])
}

/// Follows the cursors of a list to the end, or until one comes again; returns them.
async fn walk(c: &mut Conversation, list: &List) -> Result<Vec<String>, Halt> {
    let mut cursors: Vec<String> = Vec::new();
    for page in 0..=PAGES {
        let params = cursors
            .last()
            .map_or_else(|| json!({}), |cursor| json!({"cursor": cursor}));
        let request = c.request(list.method, params);
        let reply = c
            .send(if page == 0 { list.first } else { list.page }, request)
            .await?;
        let next = reply
            .result()
            .and_then(|result| result["nextCursor"].as_str().map(str::to_owned));
        match next {
            Some(next) if !cursors.contains(&next) => cursors.push(next),
            _ => break,
        }
    }
    Ok(cursors)
}

/// Work, before and after everything else.
pub const WORK: &str = "work";
/// A call of a tool that does not exist.
pub const UNKNOWN_TOOL: &str = "unknown-tool";
/// Calls that are no calls: without a name, with a number for it, with arguments that are no object.
pub const MALFORMED_CALL: &str = "malformed-call";
/// Calls that were served, with one constraint of the inputSchema broken: the label is this and its keyword.
pub const BROKEN: &str = "broken-";
/// Work under its tool's name in the other case, which no tool has.
pub const OTHER_CASE: &str = "other-case";
/// Calls of read-only tools with arguments that their schemas accept.
pub const CALL: &str = "call";

/// A call of a tool that requires nothing, with an empty object for its arguments.
pub const WITH_EMPTY_ARGUMENTS: &str = "call-with-no-argument";
/// The same call without the member `arguments`.
pub const WITHOUT_ARGUMENTS_MEMBER: &str = "call-without-arguments";

/// The tools before any of them was used, and after.
pub const LISTED_BEFORE: &str = "tools-before";
/// See [`LISTED_BEFORE`].
pub const LISTED_AFTER: &str = "tools-after";

/// The same calls with a request for log messages of every level (modern).
pub const LOGGED_CALL: &str = "logged-call";

/// Items of one kind that are used.
const ITEMS: usize = 8;
/// Constraints that are broken of the tool that works, and of each other one.
const BREAKS: [usize; 2] = [12, 3];

/// Good calls of tools, and bad ones.
pub static TOOLS: Probe = Probe {
    name: "tools",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Tools],
    hazard: false,
    hold: Some(|c| Box::pin(tools(c)) as Holding<'_>),
};

async fn tools(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    let list = c.request(TOOL_LIST.method, json!({}));
    c.send(LISTED_BEFORE, list).await?;
    c.control(WORK).await?;
    let name = format!("no-such-tool-{}", c.entropy.hex("tool"));
    let request = c.request("tools/call", json!({"name": name, "arguments": {}}));
    c.send(UNKNOWN_TOOL, request).await?;
    if let Some(work) = c.facts().work.clone() {
        let arguments = &work.arguments;
        let malformed = [
            json!({"arguments": arguments}),
            json!({"name": 5, "arguments": arguments}),
            json!({"name": work.tool, "arguments": [arguments]}),
            json!({"name": work.tool, "arguments": "none"}),
        ];
        for params in malformed {
            let request = c.request("tools/call", params);
            c.send(MALFORMED_CALL, request).await?;
        }
        if let Some(name) = other_case(&c.facts().tools, &work.tool) {
            let request = c.request("tools/call", json!({"name": name, "arguments": arguments}));
            c.send(OTHER_CASE, request).await?;
        }
        break_arguments(c, &work.tool, &work.arguments, BREAKS[0]).await?;
    }
    let calls = harmless_calls(c);
    let mut nothing_required = None;
    for (name, arguments) in &calls {
        let request = c.request("tools/call", json!({"name": name, "arguments": arguments}));
        let reply = c.send(CALL, request).await?;
        let is_complete = |result: &Value| result["resultType"] != json!("input_required");
        let works = reply.is_done() && reply.result().is_some_and(is_complete);
        let is_work = c.facts().work.as_ref().is_some_and(|work| work.tool == *name);
        if works && *arguments == json!({}) && nothing_required.is_none() {
            nothing_required = Some(name.clone());
        }
        if works && !is_work {
            break_arguments(c, name, arguments, BREAKS[1]).await?;
        }
    }
    if let Some(name) = nothing_required {
        let empty = json!({"name": name, "arguments": {}});
        for (label, params) in [
            (WITH_EMPTY_ARGUMENTS, empty.clone()),
            (WITHOUT_ARGUMENTS_MEMBER, json!({"name": name})),
            (WITH_EMPTY_ARGUMENTS, empty),
        ] {
            let request = c.request("tools/call", params);
            c.send(label, request).await?;
        }
    }
    let logged = if c.is_modern() { calls.as_slice() } else { &[] };
    for (name, arguments) in logged {
        let meta = json!({"io.modelcontextprotocol/logLevel": "debug"});
        let request = c.request(
            "tools/call",
            json!({"name": name, "arguments": arguments, "_meta": meta}),
        );
        c.send(LOGGED_CALL, request).await?;
    }
    let list = c.request(TOOL_LIST.method, json!({}));
    c.send(LISTED_AFTER, list).await?;
    c.control(WORK).await
}

/// Calls a tool with arguments that differ from accepted ones by one broken constraint.
async fn break_arguments(
    c: &mut Conversation,
    name: &str,
    accepted: &Value,
    most: usize,
) -> Result<(), Halt> {
    let mut tools = c.facts().tools.iter();
    let Some(tool) = tools.find(|tool| tool["name"] == name).cloned() else {
        return Ok(());
    };
    let Ok(compiled) = Compiled::new(&tool["inputSchema"]) else {
        return Ok(());
    };
    if compiled.accepts(accepted) != Ok(true) {
        return Ok(());
    }
    for Broken {
        keyword, arguments, ..
    } in each_keyword_first(compiled.broken(accepted), most)
    {
        let request = c.request("tools/call", json!({"name": name, "arguments": arguments}));
        c.send(&format!("{BROKEN}{keyword}"), request).await?;
    }
    Ok(())
}

/// At most so many, one of each keyword before the second of any.
fn each_keyword_first(broken: Vec<Broken>, most: usize) -> Vec<Broken> {
    let mut first: Vec<Broken> = Vec::new();
    let mut rest = Vec::new();
    for one in broken {
        let known = first.iter().any(|other| other.keyword == one.keyword);
        if known { rest.push(one) } else { first.push(one) }
    }
    first.into_iter().chain(rest).take(most).collect()
}

/// The name with its letters in the other case, if that is another name and no tool has it.
fn other_case(tools: &[Value], name: &str) -> Option<String> {
    let swap = |c: char| {
        if c.is_ascii_uppercase() {
            c.to_ascii_lowercase()
        } else {
            c.to_ascii_uppercase()
        }
    };
    let other: String = name.chars().map(swap).collect();
    let is_free = other != name && tools.iter().all(|tool| tool["name"] != other.as_str());
    is_free.then_some(other)
}

fn harmless_calls(c: &mut Conversation) -> Vec<(String, Value)> {
    let facts = c.facts();
    let harmless = |tool: &&Value| facts.may_call_at_will(tool);
    let tools: Vec<Value> = c
        .facts()
        .tools
        .iter()
        .filter(harmless)
        .take(ITEMS)
        .cloned()
        .collect();
    let mut calls = Vec::new();
    for tool in tools {
        let Some(name) = tool["name"].as_str() else {
            continue;
        };
        match arguments::plain(&tool["inputSchema"]) {
            Ok(arguments) => calls.push((name.to_owned(), arguments)),
            Err(reason) => c.note(NO_ARGUMENTS, format!("{name:?}: {reason}")),
        }
    }
    calls
}

/// Reads of listed resources.
pub const READ: &str = "read";
/// Reads of resources that do not exist.
pub const MISSING_RESOURCE: &str = "missing-resource";

/// Resources that are there, and some that are not.
pub static RESOURCES: Probe = Probe {
    name: "resources",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Resources],
    hazard: false,
    hold: Some(|c| Box::pin(resources(c)) as Holding<'_>),
};

async fn resources(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    let listed = c
        .facts()
        .resources
        .iter()
        .filter_map(|resource| resource["uri"].as_str());
    let uris: Vec<String> = listed.take(ITEMS).map(str::to_owned).collect();
    for uri in &uris {
        let request = c.request("resources/read", json!({"uri": uri}));
        if c.send(READ, request).await?.is_refused() {
            // What changed in the meantime says nothing about the list.
            let request = c.request("resources/read", json!({"uri": uri}));
            c.send(READ, request).await?;
        }
    }
    let scheme = uris
        .iter()
        .find_map(|uri| uri.split_once(':'))
        .map_or("proofhouse", |(scheme, _)| scheme)
        .to_owned();
    for scheme in [scheme.as_str(), "proofhouse-none"] {
        let uri = format!(
            "{scheme}://proofhouse-none/no-such-resource-{}",
            c.entropy.hex("resource")
        );
        let request = c.request("resources/read", json!({"uri": uri}));
        c.send(MISSING_RESOURCE, request).await?;
    }
    c.barrier(ALIVE).await
}

/// Prompts with every argument that they require.
pub const GET: &str = "get-prompt";
/// A prompt that does not exist.
pub const UNKNOWN_PROMPT: &str = "unknown-prompt";
/// A prompt that requires arguments, with them.
pub const WITH_ARGUMENTS: &str = "prompt-with-arguments";
/// The same prompt without them.
pub const WITHOUT_ARGUMENTS: &str = "prompt-without-arguments";

/// Prompts that are there, and requests for them that lack something.
pub static PROMPTS: Probe = Probe {
    name: "prompts",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Prompts],
    hazard: false,
    hold: Some(|c| Box::pin(prompts(c)) as Holding<'_>),
};

async fn prompts(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    let listed: Vec<Value> = c.facts().prompts.iter().take(ITEMS).cloned().collect();
    for prompt in &listed {
        let request = c.request(
            "prompts/get",
            json!({"name": prompt["name"], "arguments": prompt_arguments(prompt)}),
        );
        c.send(GET, request).await?;
    }
    let name = format!("no-such-prompt-{}", c.entropy.hex("prompt"));
    let request = c.request("prompts/get", json!({"name": name}));
    c.send(UNKNOWN_PROMPT, request).await?;
    if let Some(prompt) = listed.iter().find(|prompt| prompt_arguments(prompt) != json!({})) {
        for (label, arguments) in [
            (WITH_ARGUMENTS, prompt_arguments(prompt)),
            (WITHOUT_ARGUMENTS, json!({})),
            (WITH_ARGUMENTS, prompt_arguments(prompt)),
        ] {
            let request = c.request(
                "prompts/get",
                json!({"name": prompt["name"], "arguments": arguments}),
            );
            c.send(label, request).await?;
        }
    }
    c.barrier(ALIVE).await
}

/// The arguments that a prompt requires; the values of prompts are strings.
pub(super) fn prompt_arguments(prompt: &Value) -> Value {
    let required = prompt["arguments"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|argument| argument["required"] == true);
    let names = required.filter_map(|argument| argument["name"].as_str());
    names
        .map(|name| (name.to_owned(), json!("proofhouse")))
        .collect::<Map<_, _>>()
        .into()
}

/// Completions for a prompt, a template, an argument that do not exist or are not named: label and what it is.
pub const UNKNOWN_REFERENCES: &[(&str, &str)] = &[
    ("unknown-prompt-reference", "an unknown prompt"),
    ("unknown-template-reference", "an unknown resource template"),
    ("argument-without-name", "an argument without a name"),
];
/// A completion with an argument that was resolved before.
pub const WITH_CONTEXT: &str = "complete-with-context";
/// The same without it, before and after.
pub const WITHOUT_CONTEXT: &str = "complete-without-context";

/// Completions of arguments of prompts and templates, from nothing and from one letter.
pub const COMPLETE: &str = "complete";

/// What can be completed.
pub static COMPLETION: Probe = Probe {
    name: "completion",
    era: Era::Any,
    over: Over::Any,
    needs: &[Need::Completions],
    hazard: false,
    hold: Some(|c| Box::pin(completion(c)) as Holding<'_>),
};

async fn completion(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.barrier(ALIVE).await?;
    let mut places = Vec::new();
    for prompt in c.facts().prompts.iter().take(ITEMS) {
        for argument in prompt["arguments"].as_array().into_iter().flatten() {
            places.push((
                json!({"type": "ref/prompt", "name": prompt["name"]}),
                argument["name"].clone(),
            ));
        }
    }
    let request = c.request(TEMPLATE_LIST.method, json!({}));
    let listed = c
        .send(TEMPLATE_LIST.first, request)
        .await?
        .result()
        .cloned()
        .unwrap_or_default();
    for template in listed["resourceTemplates"]
        .as_array()
        .into_iter()
        .flatten()
        .take(ITEMS)
    {
        let uri = template["uriTemplate"].as_str().unwrap_or_default();
        let variable = uri
            .split_once('{')
            .and_then(|(_, rest)| rest.split_once('}'))
            .map_or("", |(name, _)| name);
        places.push((
            json!({"type": "ref/resource", "uri": uri}),
            json!(variable.trim_start_matches(['+', '#', '/', '?', '&', '.', ';'])),
        ));
    }
    if let Some((reference, name)) = places.first().cloned() {
        unusual_completions(c, &reference, &name).await?;
    }
    for (reference, name) in places.into_iter().take(2 * ITEMS) {
        for value in ["", "a"] {
            let params = json!({"ref": reference, "argument": {"name": name, "value": value}});
            let request = c.request("completion/complete", params);
            c.send(COMPLETE, request).await?;
        }
    }
    c.barrier(ALIVE).await
}

async fn unusual_completions(c: &mut Conversation, reference: &Value, name: &Value) -> Result<(), Halt> {
    let plain = json!({"ref": reference, "argument": {"name": name, "value": ""}});
    let unknown = format!("proofhouse-{}", c.entropy.hex("reference"));
    let mut with_context = plain.clone();
    with_context["context"] = json!({"arguments": {"proofhouse": "resolved"}});
    let mut unnamed = plain.clone();
    unnamed["argument"] = json!({"value": ""});
    let mut other_prompt = plain.clone();
    other_prompt["ref"] = json!({"type": "ref/prompt", "name": unknown});
    let mut other_template = plain.clone();
    other_template["ref"] =
        json!({"type": "ref/resource", "uri": format!("proofhouse://{unknown}/{{name}}")});
    let [(no_prompt, _), (no_template, _), (no_name, _)] = UNKNOWN_REFERENCES else {
        return Ok(());
    };
    for (label, params) in [
        (WITHOUT_CONTEXT, plain.clone()),
        (WITH_CONTEXT, with_context),
        (*no_prompt, other_prompt),
        (*no_template, other_template),
        (*no_name, unnamed),
        (WITHOUT_CONTEXT, plain),
    ] {
        let request = c.request("completion/complete", params);
        c.send(label, request).await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_is_broken_before_one_is_broken_twice() {
        let broken = |keyword| Broken {
            keyword,
            place: String::new(),
            arguments: json!({}),
        };
        let all = vec![broken("type"), broken("type"), broken("required")];
        let keywords: Vec<_> = each_keyword_first(all, 2).iter().map(|one| one.keyword).collect();
        assert_eq!(keywords, ["type", "required"]);
    }
}
