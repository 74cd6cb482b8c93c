use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{ANONYMOUS, COUNTED, LIST, TASK_IDS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.anonymous-list",
    requirements: &["TASK-LIST-ANONYMOUS"],
    summary: "a server that cannot tell its clients apart lists no tasks",
    severity: Severity::Medium,
    probe: &TASK_IDS,
    needs: &[],
    judge,
    remedy: "Do not declare tasks.list where clients are not told apart, or list to each session its own tasks.",
    classes: &["CWE-200"],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
note: anonymous
plain-call | 200 | ok
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"a1"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
list-tasks | 200 | {"id":1,"result":{"tasks":[{"taskId":"b2"}]}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
note: anonymous
plain-call | 200 | ok
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"a1"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"b2"}}}
list-tasks | 200 | {"id":1,"result":{"tasks":[{"taskId":"a1"}]}}"#,
            "a task of one client is listed to another, and nothing tells them apart",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::are_there(seen)?;
    if seen.note(ANONYMOUS).is_none() {
        return Err(Verdict::not_applicable("the target can tell its clients apart"));
    }
    super::lists(seen)?;
    seen.control(LIST)?;
    let first = seen.reply(COUNTED)?;
    let Some(id) = first
        .result()
        .and_then(|result| result["task"]["taskId"].as_str())
    else {
        return Err(super::no_task(&first));
    };
    for page in seen.exchanges(LIST) {
        page.advise(!super::shows(&page, id), || {
            "a task of one client is listed to another, and nothing tells them apart".to_owned()
        })?;
    }
    Ok(())
}
