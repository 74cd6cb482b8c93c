use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::states::{ELSEWHERE, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.retry-self-contained",
    requirements: &["MRTR-RETRY-SELF-CONTAINED"],
    summary: "a retry is served whatever connection and program it comes from",
    severity: Severity::Medium,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Put all that a retry needs into requestState, and keep nothing by connection, request id or client.",
    classes: &["CWE-284"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-from-another-program | 200 | ok"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-from-another-program | 400 | error -32602"#,
            "answered 400 with error -32602 to a retry that came over another connection and named another program",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    let reply = seen.reply(ELSEWHERE)?;
    reply.require(super::outcome(&reply)? == Outcome::Completed, || {
        format!(
            "answered {} to a retry that came over another connection and named another program",
            reply.describe()
        )
    })
}
