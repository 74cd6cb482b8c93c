use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{CANCEL, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.cancel-ended",
    requirements: &["TASK-CANCEL-TERMINAL"],
    summary: "a task that has ended cannot be cancelled",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Refuse tasks/cancel with -32602 for a task that is completed, failed or cancelled.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
cancel-ended-task | 200 | error -32602"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
cancel-ended-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
            "answered 200 with a result to the cancellation of a task that has ended",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
cancel-ended-task | 200 | error -32603"#,
            "answered 200 with error -32603 to the cancellation of a task that has ended",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::ended(seen)?;
    if !seen.head.facts.declares("tasks.cancel") {
        return Err(Verdict::not_applicable(
            "the target does not declare tasks.cancel",
        ));
    }
    let reply = seen.reply(CANCEL)?;
    super::not_found(&reply, "the cancellation of a task that has ended")
}
