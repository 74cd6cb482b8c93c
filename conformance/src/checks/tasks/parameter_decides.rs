use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tasks::{ANOTHER, CREATE, GET, GET_NAMING, RELATED, RESULT_NAMING, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.parameter-decides",
    requirements: &["TASK-PARAM-WINS"],
    summary: "metadata that names another task does not count",
    severity: Severity::High,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Take the task of tasks/get, tasks/result and tasks/cancel from taskId alone.",
    classes: &["CWE-639"],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-task-naming-another | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
task-result-naming-another | 200 | {"id":1,"result":{"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"a1"}}}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-task-naming-another | 200 | {"id":1,"result":{"taskId":"b2","status":"completed"}}
task-result-naming-another | 200 | ok"#,
            "tasks/get returned the task that the metadata names",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
get-task-naming-another | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
task-result-naming-another | 200 | {"id":1,"result":{"_meta":{"io.modelcontextprotocol/related-task":{"taskId":"b2"}}}}"#,
            "tasks/result returned the outcome of the task that the metadata names",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    let another = super::id_of(seen, ANOTHER)?;
    seen.control(GET)?;
    let got = seen.reply(GET_NAMING)?;
    let is_other = |id: Option<&Value>| id.is_some_and(|id| *id == another.as_str());
    got.require(!is_other(got.result().map(|task| &task["taskId"])), || {
        "tasks/get returned the task that the metadata names".to_owned()
    })?;
    // Whoever refuses it shows nothing of which task was meant.
    seen.control(GET_NAMING)?;
    let outcome = seen.reply(RESULT_NAMING)?;
    let named = outcome.result().map(|result| &result["_meta"][RELATED]["taskId"]);
    outcome.require(!is_other(named), || {
        "tasks/result returned the outcome of the task that the metadata names".to_owned()
    })
}
