use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{CREATE, GET, NUMBER, TASKS, UNKNOWN};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.unknown-id",
    requirements: &["TASK-UNKNOWN-ID"],
    summary: "an id that no task has is refused",
    severity: Severity::Medium,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Refuse tasks/get, tasks/result and tasks/cancel with -32602 where no task has the id.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-unknown-task | 200 | error -32602
result-of-unknown-task | 200 | error -32602"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-unknown-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
result-of-unknown-task | 200 | error -32602"#,
            "answered 200 with a result to tasks/get with an id that no task has",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-unknown-task | 200 | error -32602
result-of-unknown-task | 200 | ok"#,
            "answered 200 with a result to tasks/result with an id that no task has",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    seen.control(GET)?;
    seen.reply(UNKNOWN[0].0)?;
    for (label, method, what) in UNKNOWN {
        for reply in seen.exchanges(label) {
            reply.answered()?;
            let what = format!("{method} with {what}");
            // What is no id at all may be found out before anything is looked up.
            let is_refused_otherwise = *label == NUMBER && reply.error_code().is_some();
            match super::not_found(&reply, &what) {
                Err(Verdict::Fail(finding)) if is_refused_otherwise => return Err(Verdict::Warn(finding)),
                judged => judged?,
            }
        }
    }
    Ok(())
}
