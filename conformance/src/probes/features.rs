//! Lists, tools, resources, prompts, completion and subscriptions.

pub mod subscriptions;

use serde_json::{Map, Value, json};

use super::sessions::altered;
use super::{Era, Holding, Over, Probe};
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::discovery::plain_arguments;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[
    &LISTS,
    &TOOLS,
    &RESOURCES,
    &PROMPTS,
    &COMPLETION,
    &subscriptions::SUBSCRIPTIONS,
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

/// Pages of one list that are asked for.
pub const PAGES: usize = 100;

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
        let issued = walk(c, list).await?;
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
        let request = c.request(list.method, json!({}));
        c.send(list.first, request).await?;
    }
    c.barrier(ALIVE).await
}

/// Follows the cursors of a list to the end, or until one comes again; returns the first.
async fn walk(c: &mut Conversation, list: &List) -> Result<Option<String>, Halt> {
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
    Ok(cursors.into_iter().next())
}

/// Work, before and after everything else.
pub const WORK: &str = "work";
/// A call of a tool that does not exist.
pub const UNKNOWN_TOOL: &str = "unknown-tool";
/// Calls that are no calls: without a name, with a number for it, with arguments that are no object.
pub const MALFORMED_CALL: &str = "malformed-call";
/// Work without an argument that it requires.
pub const MISSING_ARGUMENT: &str = "missing-argument";
/// Work with an argument of another type.
pub const WRONG_ARGUMENT: &str = "wrong-argument";
/// Calls of read-only tools with arguments that their schemas accept.
pub const CALL: &str = "call";

/// Items of one kind that are used.
const ITEMS: usize = 8;

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
        let tool = c
            .facts()
            .tools
            .iter()
            .find(|tool| tool["name"] == work.tool.as_str())
            .cloned()
            .unwrap_or_default();
        let schema = &tool["inputSchema"];
        let broken = [
            (MISSING_ARGUMENT, without_one(schema, arguments)),
            (WRONG_ARGUMENT, with_one_wrong(schema, arguments)),
        ];
        for (label, arguments) in broken {
            let Some(arguments) = arguments else { continue };
            let request = c.request("tools/call", json!({"name": work.tool, "arguments": arguments}));
            c.send(label, request).await?;
        }
    }
    for (name, arguments) in harmless_calls(c) {
        let request = c.request("tools/call", json!({"name": name, "arguments": arguments}));
        c.send(CALL, request).await?;
    }
    c.control(WORK).await
}

fn harmless_calls(c: &Conversation) -> Vec<(String, Value)> {
    let harmless = |tool: &&Value| {
        let hints = &tool["annotations"];
        hints["readOnlyHint"] == json!(true) && hints["openWorldHint"] != json!(true)
    };
    let tools = c.facts().tools.iter().filter(harmless).take(ITEMS);
    tools
        .filter_map(|tool| {
            Some((
                tool["name"].as_str()?.to_owned(),
                plain_arguments(&tool["inputSchema"]),
            ))
        })
        .collect()
}

/// The arguments without one that is required and has no default.
fn without_one(schema: &Value, arguments: &Value) -> Option<Value> {
    let required = schema["required"].as_array()?.iter().filter_map(Value::as_str);
    let name = required
        .into_iter()
        .find(|name| schema["properties"][*name].get("default").is_none())?;
    let mut rest = arguments.clone();
    rest.as_object_mut()?.shift_remove(name)?;
    Some(rest)
}

/// The arguments with one of a type that nobody takes for the declared one.
fn with_one_wrong(schema: &Value, arguments: &Value) -> Option<Value> {
    let wrong_for = |name: &str| match schema["properties"][name]["type"].as_str()? {
        "string" | "integer" | "number" | "boolean" => Some(json!({"proofhouse": []})),
        "array" | "object" => Some(json!(5)),
        _ => None,
    };
    let (name, wrong) = arguments
        .as_object()?
        .keys()
        .find_map(|name| Some((name, wrong_for(name)?)))?;
    let mut broken = arguments.clone();
    broken[name] = wrong;
    Some(broken)
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
        c.send(READ, request).await?;
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
fn prompt_arguments(prompt: &Value) -> Value {
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
    for (reference, name) in places.into_iter().take(2 * ITEMS) {
        for value in ["", "a"] {
            let params = json!({"ref": reference, "argument": {"name": name, "value": value}});
            let request = c.request("completion/complete", params);
            c.send(COMPLETE, request).await?;
        }
    }
    c.barrier(ALIVE).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_broken_in_one_place() {
        let schema = json!({
            "properties": {"text": {"type": "string"}, "count": {"type": "integer", "default": 1}},
            "required": ["count", "text"]
        });
        let good = json!({"text": "a", "count": 2});
        assert_eq!(without_one(&schema, &good), Some(json!({"count": 2})));
        assert_eq!(
            with_one_wrong(&schema, &good),
            Some(json!({"text": {"proofhouse": []}, "count": 2}))
        );
        assert_eq!(without_one(&json!({}), &json!({})), None);
    }
}
