use serde_json::Value;

use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.request-kinds",
    requirements: &["MRTR-REQUEST-KINDS"],
    summary: "input is asked for by elicitation, sampling or roots requests of their shape",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Make every value of inputRequests an elicitation/create, sampling/createMessage or roots/list request.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"roots/list"}}}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"input/prompt"}}}}"#,
            "an input request has the method \"input/prompt\"",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{}}}}}"#,
            "an elicitation/create request has no message",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut looked_at = 0;
    for (reply, result) in super::interims(seen)? {
        let Some(requests) = result.get("inputRequests") else {
            continue;
        };
        reply.require(requests.is_object(), || "inputRequests is no object".to_owned())?;
        for request in requests
            .as_object()
            .into_iter()
            .flat_map(|requests| requests.values())
        {
            looked_at += 1;
            let wrong = violation(request);
            reply.require(wrong.is_none(), || wrong.clone().unwrap_or_default())?;
        }
    }
    if looked_at == 0 {
        return Err(Verdict::not_applicable("the tool asks for no input by name"));
    }
    Ok(())
}

fn violation(request: &Value) -> Option<String> {
    let params = &request["params"];
    let lacks =
        |what: &str, held: bool| (!held).then(|| format!("{} request has no {what}", article(request)));
    match request["method"].as_str() {
        Some("elicitation/create") => {
            lacks("message", params["message"].is_string()).or_else(|| match params["mode"].as_str() {
                Some("url") => lacks("url", params["url"].is_string()),
                _ => lacks(
                    "requestedSchema of type object",
                    params["requestedSchema"]["type"] == "object",
                ),
            })
        }
        Some("sampling/createMessage") => lacks("messages", params["messages"].is_array())
            .or_else(|| lacks("maxTokens", params["maxTokens"].is_number())),
        Some("roots/list") => None,
        Some(other) => Some(format!("an input request has the method {other:?}")),
        None => Some("an input request has no method".to_owned()),
    }
}

fn article(request: &Value) -> String {
    let method = request["method"].as_str().unwrap_or_default();
    format!("{} {method}", if method.starts_with('e') { "an" } else { "a" })
}
