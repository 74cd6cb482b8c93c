use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::progress::{ALIVE, PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.token-echoed",
    requirements: &["PROG-TOKEN-ECHO", "PROG-TOKEN-TYPE", "PROG-TOKEN-KNOWN"],
    summary: "progress carries the token of its request, in value and type",
    severity: Severity::Medium,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Copy the progressToken of the request as it is, a number as a number.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-number | 200 | event {"method":"notifications/progress","params":{"progressToken":7,"progress":1}} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"alive | 200 | ok
with-number | 200 | event {"method":"notifications/progress","params":{"progressToken":"7","progress":1}} | event {"id":1,"result":{}}"#,
            "with-number: progress has the token \"7\", which nobody gave",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    let mut given: Vec<Value> = Vec::new();
    for reply in seen.all_exchanges() {
        let Some((label, token)) = super::tokens().find(|(label, _)| *label == reply.label) else {
            continue;
        };
        given.push(token);
        for progress in super::progress(&reply) {
            let token = &progress["progressToken"];
            reply.require(given.contains(token), || {
                format!("{label}: progress has the token {token}, which nobody gave")
            })?;
        }
    }
    seen.control(ALIVE)
}
