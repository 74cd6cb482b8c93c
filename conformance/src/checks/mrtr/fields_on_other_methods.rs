use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::jsonrpc::INVALID_PARAMS;
use crate::probes::mrtr::states::{PLAIN, STATES, WITH_FIELDS};
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "mrtr.fields-on-other-methods",
    requirements: &["MRTR-FIELDS-ON-OTHER-METHODS"],
    summary: "answers and state have no effect on methods that ask for nothing",
    severity: Severity::Low,
    probe: &STATES,
    needs: &[],
    judge,
    remedy: "Ignore inputResponses and requestState on methods that have no rounds, or refuse them with -32602.",
    classes: &["CWE-345"],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
list-plain | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
list-with-answers | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
list-plain | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
        ),
        passes(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
list-plain | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
list-with-answers | 400 | error -32602
list-plain | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
note: argument canary-1
ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s","inputRequests":{"q":{"message":"canary-1?"}}}}
retry | 200 | ok
retry-without-state | 400 | error -32602
list-plain | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}
list-with-answers | 200 | {"id":1,"result":{"tools":[]}}
list-plain | 200 | {"id":1,"result":{"tools":[{"name":"a"}]}}"#,
            "answered otherwise where answers and state came with the request",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    super::completing(seen)?;
    seen.control(PLAIN[0])?;
    for (plain, with_fields) in PLAIN.iter().zip(WITH_FIELDS) {
        let (Ok(first), Ok(reply)) = (seen.reply(plain), seen.reply(with_fields)) else {
            continue;
        };
        if reply.error_code() == Some(INVALID_PARAMS) || !first.is_served() {
            continue;
        }
        if !reply.is_served() {
            if reply.is_denied() {
                continue;
            }
            let why = format!("\"{with_fields}\" got {}", reply.describe());
            return Err(Verdict::inconclusive(why));
        }
        let said = content(&first);
        let again = seen.exchanges(plain).skip(1).last();
        if again.is_none_or(|again| !again.is_served() || content(&again) != said) {
            return Err(Verdict::inconclusive(
                "the same request without answers and state was not answered alike twice",
            ));
        }
        reply.advise(said == content(&reply), || {
            "answered otherwise where answers and state came with the request".to_owned()
        })?;
    }
    Ok(())
}

/// What the answer says, in no order.
fn content(reply: &Reply<'_>) -> Vec<String> {
    let result = reply.result().cloned().unwrap_or_default();
    let values = [&result["tools"], &result["completion"]["values"]];
    let mut items: Vec<String> = values
        .into_iter()
        .filter_map(Value::as_array)
        .flatten()
        .map(|item| item.get("name").unwrap_or(item).to_string())
        .collect();
    items.sort();
    items.push(result["resultType"].to_string());
    items
}
