use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{CREATE, RELATED, RESULT, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.result-names-task",
    requirements: &["TASK-RESULT-RELATED-META"],
    summary: "the result of tasks/result names its task",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Put io.modelcontextprotocol/related-task with the taskId into the `_meta` of the result of tasks/result.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | {"id":1,"result":{"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"a1"}}}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | ok"#,
            "the result of tasks/result does not name its task",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let id = super::id_of(seen, CREATE)?;
    let reply = seen.reply(RESULT)?;
    let Some(result) = reply.result() else {
        return Err(Verdict::inconclusive(format!(
            "tasks/result got {}",
            reply.describe()
        )));
    };
    reply.require(result["_meta"][RELATED]["taskId"] == id.as_str(), || {
        "the result of tasks/result does not name its task".to_owned()
    })
}
