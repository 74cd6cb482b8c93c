use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::tasks::{CALL, TASK_CALLS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.undeclared-ignored",
    requirements: &["TASK-UNDECLARED-IGNORED"],
    summary: "without the capability a call with a task is an ordinary call",
    severity: Severity::Medium,
    probe: &TASK_CALLS,
    needs: &[Need::Work],
    judge,
    remedy: "Ignore the `task` member where tasks are not declared, and answer as ever.",
    classes: &[],
    examples: &[
        passes(
            r"plain-call | 200 | ok
call-as-task | 200 | ok",
        ),
        fails(
            r"plain-call | 200 | ok
call-as-task | 400 | error -32602",
            "answered 400 with error -32602 to a call with a task, which was not declared",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let reply = super::undeclared(seen)?;
    super::is_no_task(&reply)?;
    if reply.status() == 404 {
        return Err(Verdict::inconclusive("the session ended meanwhile"));
    }
    reply.require(!reply.is_refused(), || {
        format!(
            "answered {} to a call with a task, which was not declared",
            reply.describe()
        )
    })?;
    seen.control(CALL)
}
