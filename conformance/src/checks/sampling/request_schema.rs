use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::jsonrpc::spoken;
use crate::jsonrpc::Message;
use crate::probes::WHOLE_RUN;
use crate::transcript::{Reply, Transcript};

pub static CHECK: Check = Check {
    id: "sampling.request-schema",
    requirements: &["SAMP-REQUEST-SCHEMA"],
    summary: "a request for sampling has messages of known roles and a maxTokens",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send messages with the role user or assistant, a maxTokens, and priorities from 0 to 1.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"t"}}],"maxTokens":100}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"t"}}]}}}}}"#,
            "a request for sampling has no maxTokens",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"sampling/createMessage","params":{"messages":[{"role":"system","content":{"type":"text","text":"t"}}],"maxTokens":1}}}}}"#,
            "a message for sampling has the role \"system\"",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"sampling/createMessage","params":{"messages":[{"role":"user","content":{"type":"text","text":"t"}}],"maxTokens":1,"modelPreferences":{"costPriority":2}}}}}}"#,
            "a request for sampling has the costPriority 2",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let (mut served, mut met) = (false, false);
    for reply in seen.all_exchanges() {
        served = served || (reply.id.is_some() && reply.is_served());
        for params in spoken(&reply).flat_map(requests_in) {
            met = true;
            judge_one(&reply, &params)?;
        }
    }
    match (served, met) {
        (false, _) => Err(Verdict::inconclusive("the target served nothing in this column")),
        (true, false) => Err(Verdict::not_applicable("no request for sampling was seen")),
        (true, true) => Ok(()),
    }
}

/// The parameters of every request for sampling in a message.
fn requests_in(message: &Message) -> Vec<Value> {
    const METHOD: &str = "sampling/createMessage";
    if message.method() == Some(METHOD) {
        return message.member("params").cloned().into_iter().collect();
    }
    let asked = message.member("result").map(|result| &result["inputRequests"]);
    let asked = asked.and_then(Value::as_object).into_iter().flatten();
    asked
        .filter(|(_, request)| request["method"] == METHOD)
        .map(|(_, request)| request["params"].clone())
        .collect()
}

fn judge_one(reply: &Reply<'_>, params: &Value) -> Judgement {
    reply.require(params["maxTokens"].is_number(), || {
        "a request for sampling has no maxTokens".to_owned()
    })?;
    let messages = params["messages"].as_array();
    reply.require(messages.is_some(), || {
        "a request for sampling has no messages".to_owned()
    })?;
    for message in messages.into_iter().flatten() {
        let role = message["role"].as_str().unwrap_or_default();
        reply.require(matches!(role, "user" | "assistant"), || {
            format!("a message for sampling has the role {role:?}")
        })?;
        let content = &message["content"];
        reply.require(content["type"].is_string() || content.is_array(), || {
            "a message for sampling has no content of a type".to_owned()
        })?;
    }
    for name in ["costPriority", "speedPriority", "intelligencePriority"] {
        let priority = &params["modelPreferences"][name];
        let fits = priority.is_null()
            || priority
                .as_f64()
                .is_some_and(|value| (0.0..=1.0).contains(&value));
        reply.require(fits, || {
            format!("a request for sampling has the {name} {priority}")
        })?;
    }
    Ok(())
}
