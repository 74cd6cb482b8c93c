use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::states::{CUT, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-cut",
    requirements: &["MRTR-STATE-TAMPER"],
    summary: "a requestState that was cut short is refused",
    severity: Severity::Critical,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Demand the authentication code of requestState in its full length, and refuse a state without one.",
    classes: &["CWE-345", "CWE-347"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-cut-state | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-cut-state | 200 | ok"#,
            "completed a call with a requestState that was cut short",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.reply(CUT)?;
    seen.exchanges(CUT)
        .try_for_each(|reply| super::not_completed(seen, &reply, "a requestState that was cut short"))
}
