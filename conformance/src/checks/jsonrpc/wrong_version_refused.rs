use super::not_taken;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::framing::{FRAMING, SAFE, WRONG_VERSIONS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "jsonrpc.wrong-version-refused",
    requirements: &["JSONRPC-WRONG-VERSION", "JSONRPC-INVALID-REQUEST"],
    summary: "a request that does not name JSON-RPC 2.0 is not carried out",
    severity: Severity::Low,
    probe: &FRAMING,
    needs: &[],
    judge,
    remedy: r#"Refuse requests whose `jsonrpc` is not the string "2.0" with -32600."#,
    classes: &[],
    examples: &[
        passes(
            r#"safe | 200 | ok
jsonrpc-missing | no id | 400
jsonrpc-one | no id | 200 | {"jsonrpc":"2.0","id":"x","error":{"code":-32600,"message":"no"}}
jsonrpc-number | no id | 400"#,
        ),
        fails(
            r#"safe | 200 | ok
jsonrpc-missing | no id | 200 | {"jsonrpc":"2.0","id":"x","result":{}}"#,
            "answered with a result to a request that does not name",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(SAFE)?;
    let what = "a request that does not name JSON-RPC 2.0";
    WRONG_VERSIONS
        .iter()
        .try_for_each(|(label, _)| not_taken(seen, &seen.exchange(label)?, what))
}
