use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::tasks::{CREATE, RESULT, TASKS, TWIN};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "tasks.result-exact",
    requirements: &["TASK-RESULT-EXACT"],
    summary: "tasks/result returns what the plain call returns",
    severity: Severity::Medium,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Answer tasks/result with the result of the tool as it is, not wrapped in another.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
same-call-plainly | 200 | {"id":1,"result":{"content":[]}}
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | {"id":1,"result":{"content":[],"_meta":{}}}
same-call-plainly | 200 | {"id":1,"result":{"content":[]}}"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
same-call-plainly | 200 | {"id":1,"result":{"content":[]}}
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
task-result | 200 | {"id":1,"result":{"result":{"content":[]}}}
same-call-plainly | 200 | {"id":1,"result":{"content":[]}}"#,
            "tasks/result differs from what the plain call returns",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    let bare = |reply: &Reply<'_>| {
        let mut result = reply.result().cloned()?;
        result.as_object_mut()?.remove("_meta");
        Some(result)
    };
    let plain: Vec<_> = seen.exchanges(TWIN).map(|reply| bare(&reply)).collect();
    let Some(before) = plain.first().and_then(Option::as_ref).filter(|_| plain.len() > 1) else {
        return Err(Verdict::not_applicable("the tool is served as a task alone"));
    };
    // Which may be how a tool is refused that is served as a task alone.
    if before["isError"] == true {
        return Err(Verdict::not_applicable("the plain call is not served"));
    }
    if plain.iter().any(|other| other.as_ref() != Some(before)) {
        return Err(Verdict::not_applicable("the tool does not answer the same twice"));
    }
    let reply = seen.reply(RESULT)?;
    reply.require(bare(&reply).as_ref() == Some(before), || {
        "tasks/result differs from what the plain call returns".to_owned()
    })
}
