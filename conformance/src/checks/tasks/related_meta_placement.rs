use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tasks::{CANCEL, CREATE, GET, GET_LATER, LIST, RELATED, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.related-meta-placement",
    requirements: &["TASK-RELATED-META-PLACEMENT"],
    summary: "what is about tasks itself carries no metadata that names a task",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Leave io.modelcontextprotocol/related-task out of the results of tasks/get, tasks/list and tasks/cancel and of notifications/tasks/status: taskId says it.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed","_meta":{"io.modelcontextprotocol/related-task":{"taskId":"a1"}}}}"#,
            "get-task: the answer names its task in _meta, too",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    for reply in seen.all_exchanges() {
        let about_tasks = [GET, GET_LATER, CANCEL, LIST].contains(&reply.label);
        let result = reply.result().filter(|_| about_tasks);
        let names = result.is_some_and(|result| result["_meta"].get(RELATED).is_some());
        reply.advise(!names, || {
            format!("{}: the answer names its task in _meta, too", reply.label)
        })?;
        for status in super::statuses(&reply) {
            reply.advise(status["_meta"].get(RELATED).is_none(), || {
                "a status of a task names it in _meta, too".to_owned()
            })?;
        }
    }
    seen.control(GET)
}
