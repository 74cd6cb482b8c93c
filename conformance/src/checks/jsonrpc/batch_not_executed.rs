use super::batch_was_executed;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{BATCHES, CONTROL, FRAMING, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-not-executed",
    requirements: &["BATCH-REMOVED", "JSONRPC-BATCH-NOT-EXECUTED", "STDIO-NO-BATCH"],
    summary: "an array of requests is not carried out",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Refuse arrays with one -32600: what runs the elements skips the checks that look at one message.",
    classes: &[],
    examples: &[
        passes("control | 200 | ok\nsafe | 200 | ok\nbatch | no id | 400\nbatch-empty | no id | 202"),
        fails(
            r#"control | 200 | ok
safe | 200 | ok
batch | no id | 200 | [{"jsonrpc":"2.0","id":1,"result":{}}]"#,
            "carried out the requests of an array",
        ),
        fails(
            r#"in: 2026-07-28 stdio
control | ok
safe | ok
batch | no id | {"jsonrpc":"2.0","id":1,"result":{}} | nothing-due"#,
            "carried out the requests of an array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    for label in BATCHES {
        let reply = seen.exchange(label)?;
        reply.advise(!batch_was_executed(seen, &reply), || {
            "carried out the requests of an array".to_owned()
        })?;
        reply.answered()?;
    }
    Ok(())
}
