//! Tasks of 2025-11-25.

use serde_json::Value;

use crate::check::{Check, Judgement, Verdict};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::tasks::{CALL, CREATE, DECLARED, GET, NO_TOOL, PLAIN};
use crate::transcript::{Reply, Transcript};

mod anonymous_list;
mod bound_to_principal;
mod cancel_ended;
mod capability_declared;
mod creation_answered;
mod end_final;
mod id_unique;
mod id_unpredictable;
mod invalid_cursor;
mod listed;
mod object_whole;
mod parameter_decides;
mod related_meta_placement;
mod result_exact;
mod result_names_task;
mod status_whole;
mod support_known;
mod undeclared_ignored;
mod unknown_id;
mod unsupported_tool;

/// The checks of this area, in the order of reports.
pub static CHECKS: &[&Check] = &[
    &support_known::CHECK,
    &undeclared_ignored::CHECK,
    &capability_declared::CHECK,
    &creation_answered::CHECK,
    &object_whole::CHECK,
    &id_unique::CHECK,
    &id_unpredictable::CHECK,
    &result_exact::CHECK,
    &result_names_task::CHECK,
    &related_meta_placement::CHECK,
    &status_whole::CHECK,
    &parameter_decides::CHECK,
    &end_final::CHECK,
    &cancel_ended::CHECK,
    &listed::CHECK,
    &invalid_cursor::CHECK,
    &unknown_id::CHECK,
    &unsupported_tool::CHECK,
    &anonymous_list::CHECK,
    &bound_to_principal::CHECK,
];

/// The states in which a task has ended.
const ENDS: &[&str] = &["completed", "failed", "cancelled"];
/// The others.
const RUNS: &[&str] = &["working", "input_required"];

/// The call with a task member, on a server that declares no tasks for tools.
fn undeclared(seen: &Transcript) -> Result<Reply<'_>, Verdict> {
    if seen.head.facts.declares(DECLARED) {
        return Err(Verdict::not_applicable("the target declares tasks"));
    }
    seen.control(PLAIN)?;
    seen.reply(CALL)
}

/// Holds that the answer is no created task.
fn is_no_task(reply: &Reply<'_>) -> Judgement {
    let created = reply.result().is_some_and(|result| result["task"].is_object());
    reply.require(!created, || {
        "created a task without declaring that it can".to_owned()
    })
}

/// Holds that tasks are declared, and that a tool is known that may be called as one.
fn are_there(seen: &Transcript) -> Judgement {
    if !seen.head.facts.declares(DECLARED) {
        return Err(Verdict::not_applicable("the target declares no tasks"));
    }
    if seen.note(NO_TOOL).is_some() {
        return Err(Verdict::not_applicable(
            "no harmless tool is known that can be called as a task",
        ));
    }
    seen.control(PLAIN)
}

/// A call as a task created none.
fn no_task(reply: &Reply<'_>) -> Verdict {
    Verdict::inconclusive(format!("a call as a task got {}", reply.describe()))
}

/// The id of the task that was created under a label.
fn id_of(seen: &Transcript, label: &str) -> Result<String, Verdict> {
    are_there(seen)?;
    let reply = seen.reply(label)?;
    let id = reply
        .result()
        .and_then(|result| result["task"]["taskId"].as_str());
    id.map(str::to_owned).ok_or_else(|| no_task(&reply))
}

/// The first task, which has ended: its id and its status.
fn ended(seen: &Transcript) -> Result<(String, String), Verdict> {
    let id = id_of(seen, CREATE)?;
    let reply = seen.reply(GET)?;
    let status = reply.result().and_then(|task| task["status"].as_str());
    match status.filter(|status| ENDS.contains(status)) {
        Some(status) => Ok((id, status.to_owned())),
        None => Err(Verdict::inconclusive(format!(
            "after its result the task was not seen to have ended: tasks/get got {}",
            reply.describe()
        ))),
    }
}

/// Holds that tasks are listed at all.
fn lists(seen: &Transcript) -> Judgement {
    if seen.head.facts.declares("tasks.list") {
        return Ok(());
    }
    Err(Verdict::not_applicable("the target does not declare tasks.list"))
}

/// Whether a page of tasks/list shows the task with this id.
fn shows(page: &Reply<'_>, id: &str) -> bool {
    let tasks = page.result().and_then(|result| result["tasks"].as_array());
    tasks.is_some_and(|tasks| tasks.iter().any(|task| task["taskId"] == id))
}

/// Holds that the answer is the error for what is not there.
fn not_found(reply: &Reply<'_>, what: &str) -> Judgement {
    has_code(reply)?;
    // The end of a session, and a bound on the size of a request, come before any task is looked for; and so does
    // whatever refuses without an error of JSON-RPC.
    let came_before = matches!(reply.status(), 404 | 413) || reply.is_refused() && reply.error().is_none();
    if came_before && reply.error_code() != Some(INVALID_PARAMS) {
        return Err(Verdict::inconclusive(format!(
            "answered {} to {what}",
            reply.describe()
        )));
    }
    reply.require(reply.error_code() == Some(INVALID_PARAMS), || {
        format!("answered {} to {what}", reply.describe())
    })
}

/// Holds that an error has a code by which it can be told from others.
fn has_code(reply: &Reply<'_>) -> Judgement {
    match (reply.error(), reply.error_code()) {
        (Some(_), None) => Err(Verdict::inconclusive("the error has no code")),
        _ => Ok(()),
    }
}

/// What is wrong with a task as an object, if anything is.
fn flaw_of(task: &Value) -> Option<String> {
    if !task["taskId"].is_string() {
        return Some(format!("a task has the id {}", task["taskId"]));
    }
    let status = &task["status"];
    if !ENDS.iter().chain(RUNS).any(|known| status == known) {
        return Some(format!("a task has the status {status}"));
    }
    for name in ["createdAt", "lastUpdatedAt"] {
        if !task[name].as_str().is_some_and(is_time) {
            return Some(format!("a task has no time for its {name}: {}", task[name]));
        }
    }
    match task.get("ttl") {
        Some(Value::Number(_) | Value::Null) => None,
        Some(other) => Some(format!("a task has the ttl {other}")),
        None => Some("a task has no ttl".to_owned()),
    }
}

/// Whether this begins as a date and a time of ISO 8601 do.
fn is_time(text: &str) -> bool {
    let form = "dddd-dd-ddTdd:dd";
    text.len() >= form.len()
        && text
            .chars()
            .zip(form.chars())
            .all(|(found, wanted)| match wanted {
                'd' => found.is_ascii_digit(),
                _ => found == wanted,
            })
}

/// The parameters of the status notifications that came with an answer.
fn statuses<'r>(reply: &'r Reply<'_>) -> impl Iterator<Item = &'r Value> {
    let messages = reply.messages().iter();
    messages
        .filter(|message| message.method() == Some("notifications/tasks/status"))
        .filter_map(|message| message.member("params"))
}
