use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{GET_LATER, LIST, LIST_AGAIN, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.listed",
    requirements: &["TASK-LIST-CONSISTENT"],
    summary: "a task that can be looked up is also listed",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "List every task that tasks/get returns to the same requestor, on one of the pages of tasks/list.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
list-tasks | 200 | {"id":1,"result":{"tasks":[{"taskId":"a1"}]}}
list-tasks-again | 200 | {"id":1,"result":{"tasks":[]}}
get-task-later | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
get-task | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}
list-tasks | 200 | {"id":1,"result":{"tasks":[]}}
list-tasks-again | 200 | {"id":1,"result":{"tasks":[]}}
get-task-later | 200 | {"id":1,"result":{"taskId":"a1","status":"completed"}}"#,
            "a task that tasks/get returns is on no page of tasks/list",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (id, _) = super::ended(seen)?;
    super::lists(seen)?;
    if !seen.reply(GET_LATER)?.is_served() {
        return Err(Verdict::inconclusive("the task was forgotten meanwhile"));
    }
    for label in [LIST, LIST_AGAIN] {
        let Some(last) = seen.exchanges(label).last() else {
            return Err(Verdict::inconclusive("the list was not read"));
        };
        let is_there = seen.exchanges(label).any(|page| super::shows(&page, &id));
        if is_there {
            return Ok(());
        }
        let rest = last.result().map(|page| &page["nextCursor"]);
        if rest.is_none_or(|cursor| !cursor.is_null()) {
            return Err(Verdict::inconclusive("the list was not read to its end"));
        }
    }
    // Others create tasks meanwhile, so that one reading may miss what another shows.
    seen.reply(LIST_AGAIN)?.require(false, || {
        "a task that tasks/get returns is on no page of tasks/list".to_owned()
    })
}
