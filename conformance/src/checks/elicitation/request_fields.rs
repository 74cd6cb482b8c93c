use serde_json::Value;

use super::for_all_elicitations;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.request-fields",
    requirements: &["ELIC-REQUEST-FIELDS"],
    summary: "an elicitation has a message, and a form or a URL",
    severity: Severity::Medium,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send a message with every elicitation, a requestedSchema with a form and a url with the url mode.",
    classes: &[],
    examples: &[
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m","requestedSchema":{"type":"object","properties":{"a":{"type":"string"}}}}}}}}"#,
        ),
        passes(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m","url":"https://a.example/x"}}}}}"#,
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"requestedSchema":{"type":"object","properties":{}}}}}}}"#,
            "an elicitation has no message",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"message":"m"}}}}}"#,
            "an elicitation by form has no requestedSchema",
        ),
        fails(
            r#"in: 2026-07-28 streamable-http
ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create","params":{"mode":"url","message":"m"}}}}}"#,
            "an elicitation by URL has no url",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let legacy = !seen.head.cell.revision.is_modern();
    for_all_elicitations(
        seen,
        |_| true,
        |reply, params| {
            reply.require(params["message"].is_string(), || {
                "an elicitation has no message".to_owned()
            })?;
            match params.get("mode").map_or(Some("form"), Value::as_str) {
                Some("form") => reply.require(params["requestedSchema"].is_object(), || {
                    "an elicitation by form has no requestedSchema".to_owned()
                }),
                Some("url") => {
                    reply.require(params["url"].is_string(), || {
                        "an elicitation by URL has no url".to_owned()
                    })?;
                    let identified = !legacy || params["elicitationId"].is_string();
                    reply.require(identified, || {
                        "an elicitation by URL has no elicitationId".to_owned()
                    })
                }
                _ => reply.require(false, || {
                    format!("an elicitation has the mode {}", params["mode"])
                }),
            }
        },
    )
}
