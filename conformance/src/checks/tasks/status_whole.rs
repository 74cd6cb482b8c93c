use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::TASKS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.status-whole",
    requirements: &["TASK-STATUS-NOTIFICATION"],
    summary: "a notification of a task's status holds the whole task, as it is",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Send the whole task with notifications/tasks/status: the members that tasks/get returns.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | event {"method":"notifications/tasks/status","params":{"taskId":"a1","status":"completed","createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:30:00Z","ttl":60000}} | event {"id":1,"result":{}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | event {"method":"notifications/tasks/status","params":{"taskId":"a1","status":"completed"}} | event {"id":1,"result":{}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
            "a task has no time for its createdAt: null",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | event {"method":"notifications/tasks/status","params":{"taskId":"a1","status":"failed","createdAt":"2025-11-25T10:30:00Z","lastUpdatedAt":"2025-11-25T10:30:00Z","ttl":60000}} | event {"id":1,"result":{}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
            "a notification says \"failed\" of a task that is \"completed\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (id, ended) = super::ended(seen)?;
    let mut any = false;
    for reply in seen.all_exchanges() {
        for task in super::statuses(&reply) {
            any = true;
            let flaw = super::flaw_of(task);
            reply.require(flaw.is_none(), || flaw.unwrap_or_default())?;
            let says = task["status"].as_str().unwrap_or_default();
            let contradicts = task["taskId"] == id.as_str() && super::ENDS.contains(&says) && says != ended;
            reply.require(!contradicts, || {
                format!("a notification says {says:?} of a task that is {ended:?}")
            })?;
        }
    }
    if any {
        return Ok(());
    }
    Err(Verdict::not_applicable("no status of a task was sent"))
}
