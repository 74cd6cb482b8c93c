use super::was_executed;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::not_halted;
use crate::probes::framing::{BAD_IDS, FRAMING, SAFE};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.bad-id-refused",
    requirements: &["JSONRPC-NULL-ID-REQUEST", "JSONRPC-ID-INVALID-REJECTED"],
    summary: "a request whose id is null or no id at all is not carried out",
    severity: Severity::Low,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: "Take only strings and integers as ids.",
    classes: &[],
    examples: &[
        passes("safe | 200 | ok\nid-null | no id | 202"),
        passes(
            r#"in: 2026-07-28 stdio
safe | ok
id-null | no id | nothing-due
id-array | no id | {"jsonrpc":"2.0","error":{"code":-32600,"message":"no"}} | nothing-due"#,
        ),
        fails(
            r#"safe | 200 | ok
id-null | no id | 200 | {"jsonrpc":"2.0","id":null,"result":{}}"#,
            "answered with a result to a request whose id is null",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SAFE)?;
    for (label, id) in BAD_IDS {
        let Some(reply) = seen.exchanges(label).next() else {
            continue;
        };
        reply.advise(!was_executed(seen, &reply), || {
            format!("answered with a result to a request whose id is {id}")
        })?;
        reply.answered()?;
    }
    seen.exchange(BAD_IDS[0].0)?;
    not_halted(seen)
}
