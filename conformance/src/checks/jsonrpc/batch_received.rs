use super::all_answered;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::batch::{BATCH, CONTROL, PAIR, PAIR_IDS, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.batch-received",
    requirements: &["BATCH-RECEIVE"],
    summary: "an array of requests is answered",
    severity: Severity::Medium,
    probe: &BATCH,
    needs: &[],
    judge,
    remedy: "Where 2025-03-26 was agreed, read an array as one input and answer each request in it; or do not agree to that revision.",
    classes: &[],
    examples: &[
        passes(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | [{"jsonrpc":"2.0","id":"pair-2","result":{}},{"jsonrpc":"2.0","id":"pair-1","result":{}}]"#,
        ),
        passes(
            r#"control | 200 | ok
safe | 200 | ok
two-pings | no id | 200 | event {"jsonrpc":"2.0","id":"pair-1","result":{}} | event {"jsonrpc":"2.0","id":"pair-2","result":{}}"#,
        ),
        fails(
            "control | 200 | ok\nsafe | 200 | ok\ntwo-pings | no id | 400 | error -32600",
            "0 of 2 pings in an array were answered: 400 with error -32600",
        ),
        fails(
            r#"in: 2025-03-26 stdio
control | ok
safe | ok
two-pings | no id | {"jsonrpc":"2.0","id":"pair-1","result":{}} | nothing-due
safe | ok"#,
            "1 of 2 pings in an array were answered: nothing",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(CONTROL)?;
    seen.control(SAFE)?;
    all_answered(seen, PAIR, PAIR_IDS)
}
