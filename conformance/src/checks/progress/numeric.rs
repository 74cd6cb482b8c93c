use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::progress::{ALIVE, PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.numeric",
    requirements: &["PROG-NUMERIC", "PROG-SCHEMA"],
    summary: "progress is a number, and so is the total where one is given",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Send progress and total as JSON numbers, and leave total out where it is not known.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":0.5,"total":2}} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":"1"}} | event {"id":1,"result":{}}"#,
            "a notification has the progress \"1\"",
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1,"total":null}} | event {"id":1,"result":{}}"#,
            "a notification has the total null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    for reply in seen.all_exchanges() {
        for progress in super::progress(&reply) {
            reply.require(progress["progress"].is_number(), || {
                format!("a notification has the progress {}", progress["progress"])
            })?;
            let total = progress.get("total");
            reply.require(total.is_none_or(serde_json::Value::is_number), || {
                format!("a notification has the total {}", progress["total"])
            })?;
        }
    }
    seen.control(ALIVE)
}
