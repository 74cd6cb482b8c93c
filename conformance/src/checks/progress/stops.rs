use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::progress::{ALIVE, PROGRESS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "progress.stops",
    requirements: &["PROG-STOPS-AFTER-COMPLETION", "PROG-STOPS"],
    summary: "no progress of a request comes after its response",
    severity: Severity::Low,
    probe: &PROGRESS,
    needs: &[],
    judge,
    remedy: "Send the last progress before the response, and forget the token then.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}"#,
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"id":1,"result":{}} | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}}"#,
            "with-text: progress came after the response",
        ),
        fails(
            r#"alive | 200 | ok
with-text | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":1}} | event {"id":1,"result":{}}
with-number | 200 | event {"method":"notifications/progress","params":{"progressToken":"t1","progress":2}} | event {"method":"notifications/progress","params":{"progressToken":7,"progress":2}} | event {"id":1,"result":{}}"#,
            "with-number: progress came of a request that had its response",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::reported(seen)?;
    let mut finished: Vec<Value> = Vec::new();
    for reply in seen.all_exchanges() {
        let own = super::tokens().find(|(label, _)| *label == reply.label);
        for progress in super::progress(&reply) {
            reply.require(!finished.contains(&progress["progressToken"]), || {
                format!(
                    "{}: progress came of a request that had its response",
                    reply.label
                )
            })?;
        }
        let late = super::late(&reply).any(|progress| {
            own.as_ref()
                .is_some_and(|(_, token)| progress["progressToken"] == *token)
        });
        reply.require(!late, || {
            format!("{}: progress came after the response", reply.label)
        })?;
        finished.extend(own.filter(|_| reply.response().is_some()).map(|(_, token)| token));
    }
    seen.control(ALIVE)
}
