//! Calls as tasks (2025-11-25).

use serde_json::{Value, json};

use super::{Era, Holding, Over, Probe};
use crate::arguments;
use crate::check::Need;
use crate::conversation::{Conversation, Halt};
use crate::principal::Principal;
use crate::revision::Revision;
use crate::transcript::Facts;

/// The probes of this file.
pub static PROBES: &[&Probe] = &[&TASK_CALLS, &TASKS, &TASK_IDS, &TASKS_OF_OTHERS];

/// What a target declares whose tools can be called as tasks.
pub const DECLARED: &str = "tasks.requests.tools.call";
/// The member of `_meta` that names a task.
pub const RELATED: &str = "io.modelcontextprotocol/related-task";

/// A harmless call, before and after.
pub const PLAIN: &str = "plain-call";
/// The same call, which the client would have as a task.
pub const CALL: &str = "call-as-task";

/// A harmless call, and the same as a task, whatever is declared.
pub static TASK_CALLS: Probe = Probe {
    name: "task-calls",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(hold(c)) as Holding<'_>),
};

async fn hold(c: &mut Conversation) -> Result<(), Halt> {
    c.open().await?;
    c.control(PLAIN).await?;
    if c.facts().work.is_some() {
        let mut request = c.work();
        request.edit(|message| message["params"]["task"] = json!({"ttl": TTL}));
        c.send(CALL, request).await?;
    }
    c.control(PLAIN).await
}

/// Milliseconds for which a task is to be kept.
const TTL: u64 = 60_000;

/// The note that no harmless tool can be called as a task.
pub const NO_TOOL: &str = "no-tool-for-tasks";
/// The call without a task, before and after.
pub const TWIN: &str = "same-call-plainly";
/// The call as a task.
pub const CREATE: &str = "create-task";
/// Another one, which proposes an id.
pub const ANOTHER: &str = "create-another-task";
/// The note that holds the id that was proposed.
pub const PROPOSED: &str = "proposed-task-id";
/// The outcome of the first task, which comes once it has ended.
pub const RESULT: &str = "task-result";
/// The first task, after that.
pub const GET: &str = "get-task";
/// The same, with metadata that names the other task.
pub const GET_NAMING: &str = "get-task-naming-another";
/// The outcome, with metadata that names the other task.
pub const RESULT_NAMING: &str = "task-result-naming-another";
/// The first task is cancelled, which has ended.
pub const CANCEL: &str = "cancel-ended-task";
/// The first task, after that.
pub const GET_LATER: &str = "get-task-later";
/// The pages of the list of tasks.
pub const LIST: &str = "list-tasks";
/// The same once more.
pub const LIST_AGAIN: &str = "list-tasks-again";
/// The list from a cursor that was never given.
pub const BAD_CURSOR: &str = "list-tasks-bad-cursor";
/// A call as a task of a tool that does not support it.
pub const FORBIDDEN: &str = "forbidden-as-task";
/// A number where an id is due.
pub const NUMBER: &str = "get-number-as-id";
/// Ids that no task has: the label, the method, and what to call it.
pub const UNKNOWN: &[(&str, &str, &str)] = &[
    ("get-unknown-task", "tasks/get", "an id that no task has"),
    ("result-of-unknown-task", "tasks/result", "an id that no task has"),
    ("cancel-unknown-task", "tasks/cancel", "an id that no task has"),
    ("get-empty-id", "tasks/get", "an empty id"),
    ("get-long-id", "tasks/get", "an id of 64 KiB"),
    (NUMBER, "tasks/get", "a number for an id"),
];

/// So many calls without a task, before the tasks and after them.
const PLAINLY: usize = 3;

/// Pages of the list that are read.
const PAGES: usize = 40;

/// Two tasks, from their creation to what is known of them after their end.
pub static TASKS: Probe = Probe {
    name: "tasks",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(life(c)) as Holding<'_>),
};

async fn life(c: &mut Conversation) -> Result<(), Halt> {
    let Some(call) = begin(c).await? else {
        return Ok(());
    };
    call_plainly(c, &call).await?;
    let first = create(c, CREATE, &call, None).await?;
    let proposed = c.entropy.canary();
    c.note(PROPOSED, proposed.clone());
    let second = create(c, ANOTHER, &call, Some(&proposed)).await?;
    if let (Some(first), Some(second)) = (first, second) {
        follow(c, &first, &second).await?;
        look_up(c).await?;
    }
    forbidden(c).await?;
    call_plainly(c, &call).await?;
    c.control(PLAIN).await
}

/// The call without a task, so often that an answer that changes by itself shows.
async fn call_plainly(c: &mut Conversation, call: &Value) -> Result<(), Halt> {
    for _ in 0..PLAINLY {
        let plain = c.request("tools/call", call.clone());
        c.send(TWIN, plain).await?;
    }
    Ok(())
}

/// Opens, and says what is called: none where no harmless tool can be called as a task.
async fn begin(c: &mut Conversation) -> Result<Option<Value>, Halt> {
    let call = c
        .facts()
        .declares(DECLARED)
        .then(|| taskable(c.facts()))
        .flatten();
    if call.is_none() {
        c.note(NO_TOOL, "");
        return Ok(None);
    }
    c.open().await?;
    c.control(PLAIN).await?;
    Ok(call)
}

/// The parameters of a harmless call that can be a task.
fn taskable(facts: &Facts) -> Option<Value> {
    let supports = |tool: &&Value| {
        let support = &tool["execution"]["taskSupport"];
        facts.may_call_at_will(tool) && (support == "optional" || support == "required")
    };
    let work = facts.work.as_ref();
    let served = work.and_then(|work| {
        let tool = facts.tools.iter().find(|tool| tool["name"] == work.tool.as_str());
        tool.filter(supports)?;
        Some(json!({"name": work.tool, "arguments": work.arguments}))
    });
    served.or_else(|| {
        facts.tools.iter().filter(supports).find_map(|tool| {
            let arguments = arguments::plain(&tool["inputSchema"]).ok()?;
            Some(json!({"name": tool["name"], "arguments": arguments}))
        })
    })
}

/// Calls as a task. The answer is its id.
async fn create(
    c: &mut Conversation,
    label: &str,
    call: &Value,
    proposed: Option<&str>,
) -> Result<Option<String>, Halt> {
    let mut params = call.clone();
    params["task"] = json!({"ttl": TTL});
    if let Some(proposed) = proposed {
        params["task"]["taskId"] = json!(proposed);
    }
    let request = c.request("tools/call", params);
    let reply = c.send(label, request).await?;
    let id = reply
        .result()
        .and_then(|result| result["task"]["taskId"].as_str());
    Ok(id.map(str::to_owned))
}

async fn ask(c: &mut Conversation, label: &str, method: &str, id: impl Into<Value>) -> Result<(), Halt> {
    let request = c.request(method, json!({"taskId": id.into()}));
    c.send(label, request).await?;
    Ok(())
}

async fn follow(c: &mut Conversation, first: &str, second: &str) -> Result<(), Halt> {
    ask(c, RESULT, "tasks/result", first).await?;
    ask(c, GET, "tasks/get", first).await?;
    for (label, method) in [(GET_NAMING, "tasks/get"), (RESULT_NAMING, "tasks/result")] {
        let naming = json!({"taskId": first, "_meta": {RELATED: {"taskId": second}}});
        let request = c.request(method, naming);
        // Who waits in vain for the one waits in vain for the other.
        if c.send(label, request).await?.answered().is_err() {
            break;
        }
    }
    if c.facts().declares("tasks.cancel") {
        ask(c, CANCEL, "tasks/cancel", first).await?;
    }
    if c.facts().declares("tasks.list") {
        list(c, LIST).await?;
        list(c, LIST_AGAIN).await?;
        let cursor = c.entropy.canary();
        let request = c.request("tasks/list", json!({"cursor": cursor}));
        c.send(BAD_CURSOR, request).await?;
    }
    ask(c, GET_LATER, "tasks/get", first).await
}

async fn list(c: &mut Conversation, label: &str) -> Result<(), Halt> {
    let mut params = json!({});
    for _ in 0..PAGES {
        let request = c.request("tasks/list", params);
        let result = c.send(label, request).await?.result().cloned();
        match result.as_ref().map(|result| &result["nextCursor"]) {
            Some(Value::String(cursor)) => params = json!({"cursor": cursor}),
            _ => break,
        }
    }
    Ok(())
}

/// Asks for what is not there.
async fn look_up(c: &mut Conversation) -> Result<(), Halt> {
    for (label, method, _) in UNKNOWN {
        if *method == "tasks/cancel" && !c.facts().declares("tasks.cancel") {
            continue;
        }
        let id = match *label {
            "get-empty-id" => json!(""),
            "get-long-id" => json!("7".repeat(64 * 1024)),
            NUMBER => json!(7),
            _ => json!(c.entropy.canary()),
        };
        ask(c, label, method, id).await?;
    }
    Ok(())
}

/// Calls a harmless tool as a task that does not support it.
async fn forbidden(c: &mut Conversation) -> Result<(), Halt> {
    let facts = c.facts();
    let call = facts.tools.iter().find_map(|tool| {
        let support = &tool["execution"]["taskSupport"];
        let lacks = support.is_null() || support == "forbidden";
        let arguments = arguments::plain(&tool["inputSchema"])
            .ok()
            .filter(|_| lacks && facts.may_call_at_will(tool))?;
        Some(json!({"name": tool["name"], "arguments": arguments}))
    });
    match call {
        Some(call) => create(c, FORBIDDEN, &call, None).await.map(|_| ()),
        None => Ok(()),
    }
}

/// A task that is looked at for its id alone.
pub const COUNTED: &str = "create-one-of-many";
/// The note that nothing tells one session's client apart from another's: neither a token nor a header.
pub const ANONYMOUS: &str = "anonymous";
/// So many of them in each of two sessions, where a conversation can have two.
const TASKS_A_SESSION: usize = 50;

/// Many tasks of two sessions.
pub static TASK_IDS: Probe = Probe {
    name: "task-ids",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::Any,
    needs: &[],
    hazard: false,
    hold: Some(|c| Box::pin(ids(c)) as Holding<'_>),
};

async fn ids(c: &mut Conversation) -> Result<(), Halt> {
    let Some(call) = begin(c).await? else {
        return Ok(());
    };
    for session in 0..2 {
        if session > 0 {
            if !c.is_http() {
                break;
            }
            c.open().await?;
        }
        for _ in 0..TASKS_A_SESSION {
            // One that makes none will make none the next time.
            if create(c, COUNTED, &call, None).await?.is_none() {
                return Ok(());
            }
        }
    }
    let is_anonymous = c.is_http() && c.principal == Principal::Nobody && c.ground.headers.is_empty();
    if is_anonymous {
        c.note(ANONYMOUS, "");
        if c.facts().declares("tasks.list") {
            list(c, LIST).await?;
        }
    }
    c.control(PLAIN).await
}

/// The owner looks at the own task, before and after.
pub const OWN: &str = "owner-gets";
/// The other principal looks at a task of its own.
pub const OTHERS_OWN: &str = "other-gets-own";
/// What the other principal does with the owner's task: the label, the method, and what to call it.
pub const OTHER: &[(&str, &str, &str)] = &[
    ("other-gets", "tasks/get", "tasks/get"),
    ("other-takes-result", "tasks/result", "tasks/result"),
    ("other-cancels", "tasks/cancel", "tasks/cancel"),
    (
        "other-gets-in-session",
        "tasks/get",
        "tasks/get in the session of its owner",
    ),
];
/// The tasks that the other principal is shown.
pub const OTHER_LISTS: &str = "other-lists";

/// A task of one principal, asked for by another.
pub static TASKS_OF_OTHERS: Probe = Probe {
    name: "tasks-of-others",
    era: Era::Only(Revision::V2025_11_25),
    over: Over::StreamableHttp,
    needs: &[Need::Principals],
    hazard: false,
    hold: Some(|c| Box::pin(others(c)) as Holding<'_>),
};

async fn others(c: &mut Conversation) -> Result<(), Halt> {
    let Some(call) = begin(c).await? else {
        return Ok(());
    };
    let owner = c.client();
    let Some(task) = create(c, CREATE, &call, None).await? else {
        return Ok(());
    };
    ask(c, OWN, "tasks/get", task.as_str()).await?;
    c.principal = Principal::B;
    c.open().await?;
    let other = c.client();
    let Some(own) = create(c, ANOTHER, &call, None).await? else {
        return Ok(());
    };
    ask(c, OTHERS_OWN, "tasks/get", own).await?;
    for (label, method, _) in OTHER {
        if *label == "other-gets-in-session" {
            if c.session.is_none() {
                continue;
            }
            c.session.clone_from(&owner.session);
        }
        if *method != "tasks/cancel" || c.facts().declares("tasks.cancel") {
            ask(c, label, method, task.as_str()).await?;
        }
    }
    c.speak_for(&other);
    if c.facts().declares("tasks.list") {
        list(c, OTHER_LISTS).await?;
    }
    c.speak_for(&owner);
    ask(c, OWN, "tasks/get", task).await?;
    c.control(PLAIN).await
}
