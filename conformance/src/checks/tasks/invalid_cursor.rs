use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tasks::{BAD_CURSOR, CREATE, LIST, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.invalid-cursor",
    requirements: &["TASK-LIST-CURSOR"],
    summary: "tasks/list refuses a cursor that it never gave",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Refuse a cursor that was not issued with -32602.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
list-tasks | 200 | {"id":1,"result":{"tasks":[]}}
list-tasks-bad-cursor | 200 | error -32602"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
list-tasks | 200 | {"id":1,"result":{"tasks":[]}}
list-tasks-bad-cursor | 200 | {"id":1,"result":{"tasks":[]}}"#,
            "answered 200 with a result to a cursor that was never given",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    super::lists(seen)?;
    seen.control(LIST)?;
    super::not_found(&seen.reply(BAD_CURSOR)?, "a cursor that was never given")
}
