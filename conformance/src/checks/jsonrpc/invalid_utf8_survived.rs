use super::{survived, was_executed};
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::MALFORMED;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.invalid-utf8-survived",
    requirements: &["JSONRPC-UTF8-INVALID-REJECTED", "JSONRPC-INVALID-UTF8-SURVIVES"],
    summary: "bytes that are not UTF-8 do no harm",
    severity: Severity::High,
    probe: &MALFORMED,
    needs: &[],
    judge,
    remedy: "Treat a decoding error as a parse error of that one message.",
    classes: &["CWE-248"],
    examples: &[
        passes("before-invalid-utf8 | 200 | ok\ninvalid-utf8 | no id | 400\nafter-invalid-utf8 | 200 | ok"),
        fails(
            "before-invalid-utf8 | 200 | ok\ninvalid-utf8 | no id | closed\nafter-invalid-utf8 | unreachable",
            "after bytes that are not UTF-8 the target answers no more: unreachable",
        ),
        fails(
            r#"before-invalid-utf8 | 200 | ok
invalid-utf8 | no id | 200 | {"jsonrpc":"2.0","id":"�(","result":{}}
after-invalid-utf8 | 200 | ok"#,
            "answered with a result to bytes that are not UTF-8",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let what = "bytes that are not UTF-8";
    survived(seen, "invalid-utf8", what)?;
    let reply = seen.exchange("invalid-utf8")?;
    reply.advise(!was_executed(seen, &reply), || {
        format!("answered with a result to {what}")
    })
}
