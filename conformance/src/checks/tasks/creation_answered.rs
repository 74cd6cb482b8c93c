use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tasks::{CREATE, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.creation-answered",
    requirements: &["TASK-CREATE-RESULT"],
    summary: "a call as a task is answered with the task and not with the outcome",
    severity: Severity::Medium,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Answer a tools/call that has a task member with the new task alone, and give the outcome to tasks/result.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"content":[]}}"#,
            "answered a call as a task with no task",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1"},"content":[]}}"#,
            "answered a call as a task with its outcome beside the task",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::are_there(seen)?;
    let reply = seen.reply(CREATE)?;
    let Some(result) = reply.result() else {
        return Err(super::no_task(&reply));
    };
    if result["isError"] == true && result["task"].is_null() {
        // It was refused before there was a task.
        return Err(super::no_task(&reply));
    }
    reply.require(result["task"].is_object(), || {
        "answered a call as a task with no task".to_owned()
    })?;
    reply.require(result.get("content").is_none(), || {
        "answered a call as a task with its outcome beside the task".to_owned()
    })
}
