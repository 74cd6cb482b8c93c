use serde_json::Value;

use super::Outcome;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::states::{OTHER_TYPE, STATES};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-type",
    requirements: &["MRTR-STATE-TYPE"],
    summary: "a requestState that is no string, and answers that are no object, are refused",
    severity: Severity::Medium,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Refuse a requestState that is no string and inputResponses that are no object with -32602, before anything is read from them.",
    classes: &["CWE-1287", "CWE-502"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-other-type | 400 | error -32602"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
retry-with-other-type | 200 | ok | sent {"params":{"inputResponses":{},"requestState":7}}"#,
            "completed a call whose requestState was 7",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.reply(OTHER_TYPE)?;
    for reply in seen.exchanges(OTHER_TYPE) {
        let completed = super::outcome(&reply)? == Outcome::Completed;
        reply.advise(!completed, || {
            let params = reply.sent_message().member("params").cloned().unwrap_or_default();
            match &params["inputResponses"] {
                Value::Object(_) => format!(
                    "completed a call whose requestState was {}",
                    params["requestState"]
                ),
                other => format!("completed a call whose inputResponses were {other}"),
            }
        })?;
    }
    Ok(())
}
