use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::tasks::{ANOTHER, CREATE, PROPOSED, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.id-unique",
    requirements: &["TASK-ID-UNIQUE"],
    summary: "no two tasks share an id, and the server chooses it",
    severity: Severity::High,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Make the id of every new task yourself, whatever the client proposes.",
    classes: &["CWE-694"],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
note: proposed-task-id c7
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
note: proposed-task-id c7
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"c7"}}}"#,
            "took the id that the client proposed",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
note: proposed-task-id c7
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
create-another-task | 200 | {"id":1,"result":{"task":{"taskId":"a1"}}}"#,
            "two tasks have the same id",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":7}}}"#,
            "the id of a task is no string: 7",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::are_there(seen)?;
    let mut ids = Vec::new();
    for label in [CREATE, ANOTHER] {
        let reply = seen.reply(label)?;
        let task = reply.result().map(|result| &result["task"]);
        let Some(task) = task.filter(|task| task.is_object()) else {
            return Err(super::no_task(&reply));
        };
        let id = &task["taskId"];
        reply.require(id.is_string(), || format!("the id of a task is no string: {id}"))?;
        let is_proposed = label == ANOTHER && id.as_str() == seen.note(PROPOSED);
        reply.require(!is_proposed, || "took the id that the client proposed".to_owned())?;
        reply.require(!ids.contains(id), || "two tasks have the same id".to_owned())?;
        ids.push(id.clone());
    }
    Ok(())
}
