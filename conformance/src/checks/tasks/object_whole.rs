use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tasks::{ANOTHER, CANCEL, CREATE, GET, GET_LATER, LIST, TASKS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tasks.object-whole",
    requirements: &["TASK-OBJECT-SCHEMA"],
    summary: "every task has an id, a status, its times and how long it is kept",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Give every task taskId, status, createdAt, lastUpdatedAt (ISO 8601) and ttl (milliseconds, or null).",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working","createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:30:00Z","ttl":60000}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed","createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:30:00Z","ttl":60000}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working","createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:30:00Z","ttl":60000}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"done","createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:30:00Z","ttl":60000}}"#,
            "a task has the status \"done\"",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}"#,
            "a task has no time for its createdAt: null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    for reply in seen.all_exchanges() {
        for task in tasks_in(&reply) {
            if let Some(says) = super::flaw_of(task) {
                return reply.require(false, || says);
            }
        }
    }
    Ok(())
}

/// The tasks that an answer holds.
fn tasks_in<'r>(reply: &'r Reply<'_>) -> Vec<&'r Value> {
    let Some(result) = reply.result().filter(|_| reply.is_served()) else {
        return Vec::new();
    };
    match reply.label {
        CREATE | ANOTHER => result.get("task").into_iter().collect(),
        GET | GET_LATER | CANCEL => vec![result],
        LIST => result["tasks"].as_array().into_iter().flatten().collect(),
        _ => Vec::new(),
    }
}
