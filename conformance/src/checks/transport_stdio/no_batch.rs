use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::batch_was_executed;
use crate::probes::framing::{BATCHES, CONTROL, FRAMING, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.no-batch",
    requirements: &["STDIO-NO-BATCH"],
    summary: "a line with an array is not carried out, and does no harm",
    severity: Severity::Medium,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Refuse a line that holds an array with one -32600, and go on with the next line.",
    classes: &[],
    examples: &[
        passes(
            "control | ok\nsafe | ok\nbatch | no id | error -32600 | nothing-due\nbatch-empty | no id | nothing-due",
        ),
        fails(
            r#"control | ok
safe | ok
batch | no id | [{"jsonrpc":"2.0","id":1,"result":{}}] | nothing-due"#,
            "carried out the requests of an array",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    for label in BATCHES {
        // A barrier follows each, so an end that is none means that it was not answered.
        let reply = seen.exchange(label)?;
        reply.advise(!batch_was_executed(seen, &reply), || {
            "carried out the requests of an array".to_owned()
        })?;
        reply.answered()?;
    }
    Ok(())
}
