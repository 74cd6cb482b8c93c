use super::{not_taken, survived};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{HARMFUL, MALFORMED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.parse-error",
    requirements: &["JSONRPC-PARSE-ERROR"],
    summary: "input that is not JSON is refused, and the server goes on",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Catch the errors of the JSON parser for each message, and answer -32700 with no id or with null.",
    classes: &["CWE-248"],
    examples: &[
        passes(
            r#"before-not-json | 200 | ok
not-json | no id | 400
after-not-json | 200 | ok
before-truncated | 200 | ok
truncated | no id | 200 | {"jsonrpc":"2.0","id":null,"error":{"code":-32700,"message":"no"}}
after-truncated | 200 | ok"#,
        ),
        passes(
            "in: 2025-11-25 stdio\nbefore-not-json | ok\nnot-json | no id | nothing-due\nafter-not-json | ok\nbefore-truncated | ok\ntruncated | no id | nothing-due\nafter-truncated | ok",
        ),
        fails(
            "before-not-json | 200 | ok\nnot-json | no id | 202\nafter-not-json | 200 | ok",
            "answered 202 to text that is not JSON",
        ),
        fails(
            "before-not-json | 200 | ok\nnot-json | no id | 500\nafter-not-json | 200 | ok",
            "answered 500 to text that is not JSON",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (label, what) in HARMFUL
        .iter()
        .filter(|(label, _)| matches!(*label, "not-json" | "truncated"))
    {
        survived(seen, label, what)?;
        not_taken(seen, &seen.exchange(label)?, what)?;
    }
    Ok(())
}
