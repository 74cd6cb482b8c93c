use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::METHOD_NOT_FOUND;
use crate::probes::tasks::{CREATE, FORBIDDEN, TASKS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.unsupported-tool",
    requirements: &["TASK-FORBIDDEN-TOOL"],
    summary: "a tool that does not support tasks is not called as one",
    severity: Severity::Low,
    probe: &TASKS,
    needs: &[],
    judge,
    remedy: "Refuse a call as a task with -32601 where the tool's execution.taskSupport is forbidden or absent.",
    classes: &[],
    examples: &[
        passes(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
forbidden-as-task | 200 | error -32601"#,
        ),
        fails(
            r#"facts: {"capabilities": {"tasks": {"cancel": {}, "list": {}, "requests": {"tools": {"call": {}}}}}}
plain-call | 200 | ok
create-task | 200 | {"id":1,"result":{"task":{"taskId":"a1","status":"working"}}}
forbidden-as-task | 200 | ok"#,
            "answered 200 with a result to a call as a task of a tool that does not support it",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::id_of(seen, CREATE)?;
    if seen.exchanges(FORBIDDEN).next().is_none() && !seen.is_broken_off() {
        return Err(Verdict::not_applicable(
            "no harmless tool is known that does not support tasks",
        ));
    }
    let reply = seen.reply(FORBIDDEN)?;
    super::has_code(&reply)?;
    reply.advise(reply.error_code() == Some(METHOD_NOT_FOUND), || {
        format!(
            "answered {} to a call as a task of a tool that does not support it",
            reply.describe()
        )
    })
}
