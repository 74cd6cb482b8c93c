use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{GET_LATER, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.end-final",
    requirements: &["TASK-TERMINAL-FINAL"],
    summary: "a task that has ended keeps its status",
    severity: Severity::Medium,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Change nothing of a task that is completed, failed or cancelled, whatever is asked for later.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
cancel-ended-task | 200 | error -32602
get-task-later | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
        ),
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-task-later | 200 | error -32602"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
cancel-ended-task | 200 | error -32602
get-task-later | 200 | {"id":1,"result":{"taskId":"a1","status":"cancelled"}}"#,
            "the task was \"completed\" and is \"cancelled\"",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (_, ended) = super::ended(seen)?;
    let later = seen.reply(GET_LATER)?;
    let Some(task) = later.result() else {
        // It may be forgotten.
        if later.is_refused() {
            return Ok(());
        }
        let got = later.describe();
        return Err(Verdict::inconclusive(format!("tasks/get got {got}")));
    };
    later.require(task["status"] == ended.as_str(), || {
        format!("the task was {ended:?} and is {}", task["status"])
    })
}
