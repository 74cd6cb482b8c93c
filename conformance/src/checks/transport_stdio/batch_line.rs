use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::all_answered;
use crate::probes::batch::{BATCH, CONTROL, PAIR, PAIR_IDS, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "transport-stdio.batch-line",
    requirements: &["STDIO-BATCH-LINE"],
    summary: "a line with an array of requests is answered",
    severity: Severity::Medium,
    probe: &BATCH,
    needs: &[],
    judge,
    remedy: "Where 2025-03-26 was agreed, read a line that holds an array as one input and answer each request in it.",
    classes: &[],
    examples: &[
        passes(
            r#"control | ok
safe | ok
two-pings | no id | [{"jsonrpc":"2.0","id":"pair-1","result":{}},{"jsonrpc":"2.0","id":"pair-2","result":{}}] | nothing-due
safe | ok"#,
        ),
        fails(
            "control | ok\nsafe | ok\ntwo-pings | no id | nothing-due\nsafe | ok",
            "0 of 2 pings in an array were answered: nothing",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    all_answered(seen, PAIR, PAIR_IDS)
}
