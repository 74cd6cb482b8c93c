use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::session::unpredictable;
use crate::probes::tasks::{COUNTED, TASK_IDS};
use crate::revision::Transport;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.id-unpredictable",
    requirements: &["TASK-ID-ENTROPY"],
    summary: "the ids of tasks do not follow from one another",
    severity: Severity::High,
    probe: &TASK_IDS,
    needs: &[],
    judge,
    remedy: "Make the ids of tasks of at least 128 bits from a cryptographically secure random number generator.",
    classes: &["CWE-330"],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"8f1c6a02b7e94d35a1c0ffee12345678"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"01b7e94d35a1c0ffee123456788f1c6a"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"c0ffee123456788f1c6a02b7e94d35a1"}}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"task-9"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"task-10"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"task-12"}}}"#,
            "ids of tasks count up",
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"task-9"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"task-10"}}}
create-one-of-many | 200 | {"id":1,"result":{"task":{"taskId":"task-9"}}}"#,
            "two of many tasks have the same id",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::are_there(seen)?;
    let mut ids: Vec<String> = Vec::new();
    for reply in seen.exchanges(COUNTED) {
        let id = reply
            .result()
            .and_then(|result| result["task"]["taskId"].as_str());
        let Some(id) = id.map(str::to_owned) else {
            return Err(super::no_task(&reply));
        };
        reply.require(!ids.contains(&id), || {
            "two of many tasks have the same id".to_owned()
        })?;
        ids.push(id);
    }
    if ids.len() < 3 {
        return Err(Verdict::inconclusive("fewer than three tasks were created"));
    }
    let judged = unpredictable(&ids, "task id", "ids of tasks");
    // Where tasks are bound to whoever created them, and where there is one client, an id is no secret.
    let is_guarded = seen.head.facts.is_protected() || seen.head.cell.transport == Transport::Stdio;
    match judged {
        Err(Verdict::Fail(finding)) if is_guarded => Err(Verdict::Warn(finding)),
        judged => judged,
    }
}
