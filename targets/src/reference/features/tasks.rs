//! Tasks (2025-11-25): calls whose outcome is fetched later.
//!
//! The tools that can be called as tasks end at once, so one is carried out before its creation is answered.
//! What the answer says is the state in which it was created, and everything later is the same in every run.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use serde_json::{Value, json};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{pages, text, tools};
use crate::behaviour::TaskBehaviour;
use crate::reference::Server;
use crate::reference::call::{Call, Memory};
use crate::reference::clock;
use crate::reference::message::{Failure, METHOD_NOT_FOUND};
use crate::reference::revision::Revision;

/// The member of `_meta` that names a task.
const RELATED: &str = "io.modelcontextprotocol/related-task";

/// Methods of servers that declare tasks.
const METHODS: &[&str] = &["tasks/get", "tasks/result", "tasks/cancel", "tasks/list"];

/// Tasks that are kept; the oldest makes room.
const KEPT: usize = 4096;
/// Milliseconds for which a task is kept, at most and unless the client asks for less.
const LONGEST_TTL: u64 = 600_000;

/// The tasks of one server.
#[derive(Default)]
pub(crate) struct Tasks(Mutex<VecDeque<Task>>);

#[derive(Clone)]
struct Task {
    id: String,
    /// Who created it; none on an open server, where whoever knows the id may ask for it.
    owner: Option<String>,
    /// The session in which it was created; an open server lists to each session its own.
    session: Option<Weak<Memory>>,
    /// Seconds since the epoch.
    created: u64,
    /// Milliseconds.
    ttl: u64,
    outcome: Result<Value, Failure>,
    /// Only a flaw cancels what has ended.
    cancelled: bool,
}

impl Tasks {
    fn kept(&self) -> MutexGuard<'_, VecDeque<Task>> {
        let mut tasks = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let now = clock::now();
        tasks.retain(|task| now < task.created + task.ttl.div_ceil(1000));
        tasks
    }
}

impl Task {
    fn is_for(&self, server: &Server, call: &Call, act: &str) -> bool {
        let behaviour = server.behaviour.tasks;
        self.owner == call.caller.principal
            || behaviour == TaskBehaviour::ForAnybody && act != "tasks/cancel" && act != "tasks/list"
            || behaviour == TaskBehaviour::ListedForAll && act == "tasks/list"
            || behaviour == TaskBehaviour::CancelledByAnybody && act == "tasks/cancel"
    }

    /// Whether it is listed to whoever calls: where clients cannot be told apart by who they are, they are by session.
    fn is_listed_for(&self, server: &Server, call: &Call) -> bool {
        let by_session =
            server.authorization.is_none() && server.behaviour.tasks != TaskBehaviour::ListedOpenly;
        let session = self.session.as_ref().and_then(Weak::upgrade);
        let is_own = match (&session, &call.memory) {
            (Some(created_in), Some(called_in)) => Arc::ptr_eq(created_in, called_in),
            _ => false,
        };
        self.is_for(server, call, "tasks/list") && (is_own || !by_session)
    }

    fn has_failed(&self) -> bool {
        match &self.outcome {
            Ok(result) => result["isError"] == json!(true),
            Err(_) => true,
        }
    }

    /// How the task stands once it was carried out.
    fn object(&self) -> Value {
        match () {
            () if self.cancelled => self.described("cancelled", Some("The task was cancelled.")),
            () if self.has_failed() => self.described("failed", Some("The tool reported an error.")),
            () => self.described("completed", None),
        }
    }

    fn described(&self, status: &str, message: Option<&str>) -> Value {
        let at = written(self.created);
        let mut object = json!({
            "taskId": self.id,
            "status": status,
            "createdAt": at,
            "lastUpdatedAt": at,
            "ttl": self.ttl,
            "pollInterval": 100,
        });
        if let Some(message) = message {
            object["statusMessage"] = json!(message);
        }
        object
    }
}

/// What a server declares of its tasks, if it has any under this revision.
pub(super) fn declared(server: &Server, revision: Revision) -> Option<Value> {
    if !are_served(server, revision) {
        return None;
    }
    Some(json!({"list": {}, "cancel": {}, "requests": {"tools": {"call": {}}}}))
}

fn are_served(server: &Server, revision: Revision) -> bool {
    let behaviour = server.behaviour;
    revision == Revision::November2025 && !behaviour.stateless && behaviour.tasks != TaskBehaviour::Undeclared
}

/// Whether a method is one of tasks that are served.
pub(super) fn is_known(server: &Server, revision: Revision, method: &str) -> bool {
    are_served(server, revision) && METHODS.contains(&method)
}

/// Whether a call wants to be a task, and tasks are served.
fn is_wanted(server: &Server, call: &Call) -> bool {
    are_served(server, call.revision) && call.params.contains_key("task")
}

/// What is wrong with a call that wants to be a task.
pub(super) fn admit(server: &Server, call: &Call, definition: &Value) -> Result<(), Failure> {
    if !is_wanted(server, call) {
        return Ok(());
    }
    let task = call.params["task"].as_object();
    let ttl = task.map(|task| task.get("ttl"));
    if !matches!(ttl, Some(ttl) if ttl.is_none_or(Value::is_number)) {
        return Err(Failure::invalid_params(
            "task must be an object whose ttl is a number",
        ));
    }
    let supports = definition["execution"]["taskSupport"] == json!("optional");
    if !supports && server.behaviour.tasks != TaskBehaviour::ForbiddenAccepted {
        return Err(Failure::new(
            METHOD_NOT_FOUND,
            "this tool cannot be called as a task",
        ));
    }
    Ok(())
}

/// Calls a tool, as a task where that is wanted.
pub(super) async fn call(server: &Server, call: &Call) -> Result<Value, Failure> {
    let outcome = tools::call(server, call).await;
    if !is_wanted(server, call) {
        return outcome;
    }
    let wanted = &call.params["task"];
    let proposed = wanted["taskId"].as_str().map(str::to_owned);
    let mut tasks = server.tasks.kept();
    let task = Task {
        id: match server.behaviour.tasks {
            TaskBehaviour::IdsAdopted if proposed.is_some() => proposed.unwrap_or_default(),
            TaskBehaviour::IdsCounted => format!("task-{}", 1000 + tasks.len()),
            _ => server.ids.next(),
        },
        owner: call.caller.principal.clone(),
        session: call.memory.as_ref().map(Arc::downgrade),
        created: clock::now(),
        ttl: wanted["ttl"]
            .as_u64()
            .map_or(LONGEST_TTL, |ttl| ttl.min(LONGEST_TTL)),
        outcome,
        cancelled: false,
    };
    let created = task.described("working", None);
    if tasks.len() >= KEPT {
        tasks.pop_front();
    }
    tasks.push_back(task);
    Ok(json!({"task": created}))
}

/// Answers one of the methods of tasks.
pub(super) async fn perform(server: &Server, call: &Call) -> Result<Value, Failure> {
    match call.method.as_str() {
        "tasks/list" => list(server, call),
        "tasks/get" => found(server, call).map(|task| task.object()),
        "tasks/cancel" => cancel(server, call),
        _ => result(server, call).await,
    }
}

fn found(server: &Server, call: &Call) -> Result<Task, Failure> {
    let named = text(&call.params, "taskId")?;
    let related = call
        .params
        .get("_meta")
        .and_then(|meta| meta[RELATED]["taskId"].as_str());
    let id = match (server.behaviour.tasks, related) {
        (TaskBehaviour::MetadataDecides, Some(related)) => related,
        _ => named,
    };
    let invents = server.behaviour.tasks == TaskBehaviour::UnknownCompleted;
    let tasks = server.tasks.kept();
    let task = tasks
        .iter()
        .find(|task| task.id == id && task.is_for(server, call, &call.method));
    match task {
        Some(task) => Ok(task.clone()),
        None if invents && !tasks.iter().any(|task| task.id == id) => Ok(Task {
            id: id.to_owned(),
            owner: None,
            session: None,
            created: clock::now(),
            ttl: LONGEST_TTL,
            outcome: Ok(tools::plain("done")),
            cancelled: false,
        }),
        None => Err(Failure::invalid_params("there is no such task")),
    }
}

/// Every task has ended, and what has ended cannot be cancelled.
fn cancel(server: &Server, call: &Call) -> Result<Value, Failure> {
    let task = found(server, call)?;
    let behaviour = server.behaviour.tasks;
    let revives = matches!(
        behaviour,
        TaskBehaviour::EndedCancelled | TaskBehaviour::CancelledByAnybody
    ) && (behaviour == TaskBehaviour::EndedCancelled || task.owner != call.caller.principal);
    if revives && let Some(kept) = server.tasks.kept().iter_mut().find(|kept| kept.id == task.id) {
        kept.cancelled = true;
    }
    if behaviour == TaskBehaviour::CancelAlwaysAnswered {
        return Ok(task.object());
    }
    Err(Failure::invalid_params("the task has ended"))
}

/// What the plain call would have returned, with the name of the task.
async fn result(server: &Server, call: &Call) -> Result<Value, Failure> {
    let task = found(server, call)?;
    call.outlet
        .notify("notifications/tasks/status", task.object())
        .await;
    let mut result = task.outcome?;
    result["_meta"][RELATED] = json!({"taskId": task.id});
    Ok(result)
}

fn list(server: &Server, call: &Call) -> Result<Value, Failure> {
    let tasks = server.tasks.kept();
    let mut own: Vec<Value> = tasks
        .iter()
        .filter(|task| task.is_listed_for(server, call))
        .map(Task::object)
        .collect();
    drop(tasks);
    if server.behaviour.tasks == TaskBehaviour::EndedUnlisted {
        own.retain(|task| task["status"] == json!("working"));
    }
    let page = pages::page(server, call, "tasks", own);
    match server.behaviour.tasks {
        TaskBehaviour::CursorsIgnored => page.or_else(|_| Ok(json!({"tasks": []}))),
        _ => page,
    }
}

/// A time of day as ISO 8601 has it, from seconds since the epoch.
fn written(seconds: u64) -> String {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| OffsetDateTime::from_unix_timestamp(seconds).ok())
        .and_then(|at| at.format(&Rfc3339).ok())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn times_are_written_as_iso_8601() {
        assert_eq!(written(0), "1970-01-01T00:00:00Z");
        assert_eq!(written(951_782_400), "2000-02-29T00:00:00Z");
        assert_eq!(written(1_764_066_645), "2025-11-25T10:30:45Z");
    }
}
