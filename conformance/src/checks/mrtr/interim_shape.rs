use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::{MRTR, TRY};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.interim-shape",
    requirements: &["MRTR-INTERIM-SHAPE"],
    summary: "a request for input is a result of type input_required",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Give a result that asks for input the resultType input_required, and no other result inputRequests or requestState.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            try | 200 | {"id":1,"result":{"resultType":"complete","content":[]}}
            try | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{}}}
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{}}}"#,
        ),
        fails(
            r#"try | 200 | {"id":1,"result":{"resultType":"complete","inputRequests":{}}}"#,
            "a result of type \"complete\" holds inputRequests",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for reply in seen.exchanges(TRY) {
        let result = reply.result().unwrap_or_default();
        let kind = result["resultType"].as_str().unwrap_or("complete");
        for name in ["inputRequests", "requestState"] {
            reply.require(kind == "input_required" || result.get(name).is_none(), || {
                format!("a result of type {kind:?} holds {name}")
            })?;
        }
    }
    super::interims(seen).map(|_| ())
}
