use crate::check::{Check, Judgement, Severity, fails, passes, require};
use crate::checks::refused;
use crate::probes::tasks::{ANOTHER, CREATE, OTHER, OTHER_LISTS, OTHERS_OWN, OWN, TASKS_OF_OTHERS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tasks.bound-to-principal",
    requirements: &["TASK-CROSS-USER"],
    summary: "a task is there for nobody but the principal who created it",
    severity: Severity::Critical,
    probe: &TASKS_OF_OTHERS,
    needs: &[],
    judge,
    remedy: "Keep with each task the principal of its creation, and hold tasks/get, tasks/result, tasks/cancel and tasks/list to it.",
    classes: &["CWE-639", "MCP07:2025"],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
other-gets-own | 200 | {"id":1,"result":{"taskId":"b2","status":"completed"}}
other-gets | 200 | error -32602
other-takes-result | 403
other-cancels | 200 | error -32602
other-lists | 200 | {"id":1,"result":{"tasks":[{"taskId":"b2"}]}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
other-gets-own | 200 | {"id":1,"result":{"taskId":"b2","status":"completed"}}
other-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
            "answered 200 with a result to tasks/get for a task of another principal",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
other-gets-own | 200 | {"id":1,"result":{"taskId":"b2","status":"completed"}}
other-gets | 200 | error -32602
other-lists | 200 | {"id":1,"result":{"tasks":[{"taskId":"a1"}]}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
            "tasks/list shows a task of another principal",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
other-gets-own | 200 | {"id":1,"result":{"taskId":"b2","status":"completed"}}
other-gets | 200 | error -32602
other-cancels | 200 | error -32602
owner-gets | 200 | {"id":1,"result":{"taskId":"a1","status":"cancelled"}}"#,
            "another principal cancelled the task",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let id = super::id_of(seen, CREATE)?;
    super::id_of(seen, ANOTHER)?;
    seen.control(OWN)?;
    seen.control(OTHERS_OWN)?;
    seen.reply(OTHER[0].0)?;
    for (label, _, what) in OTHER {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            refused(&reply, &format!("{what} for a task of another principal"))?;
        }
    }
    for page in seen.exchanges(OTHER_LISTS) {
        page.answered()?;
        page.require(!super::shows(&page, &id), || {
            "tasks/list shows a task of another principal".to_owned()
        })?;
    }
    let status = |reply: Option<Reply<'_>>| Some(reply?.result()?["status"] == "cancelled");
    let (before, after) = (seen.exchanges(OWN).next(), seen.exchanges(OWN).last());
    require(status(before) == status(after), || {
        "another principal cancelled the task".to_owned()
    })
}
