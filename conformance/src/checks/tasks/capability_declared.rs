use crate::check::{Check, Judgement, Need, Severity, fails, passes};
use crate::probes::tasks::TASK_CALLS;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tasks.capability-declared",
    requirements: &["TASK-CAPABILITY-DECLARED"],
    summary: "a server that creates tasks declares that it can",
    severity: Severity::Medium,
    probe: &TASK_CALLS,
    needs: &[Need::Work],
    judge,
    remedy: "Declare tasks.requests.tools.call, or create no tasks.",
    classes: &[],
    examples: &[
        passes(
            r"plain-call | 200 | ok
call-as-task | 200 | ok",
        ),
        fails(
            r#"plain-call | 200 | ok
call-as-task | 200 | {"id":1,"result":{"task":{"taskId":"1"}}}"#,
            "created a task without declaring that it can",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::is_no_task(&super::undeclared(seen)?)
}
