use serde_json::Value;

use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::jsonrpc::for_all;
use crate::probes::WHOLE_RUN;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "elicitation.required-error-only-then",
    requirements: &["ELIC-REQUIRED-ERROR-ONLY-THEN"],
    summary: "the code -32042 is sent only with URLs that the user must visit",
    severity: Severity::Low,
    probe: &WHOLE_RUN,
    needs: &[],
    judge,
    remedy: "Send -32042 only when a URL elicitation is required, with it in `data.elicitations`, and to clients that declare the url mode.",
    classes: &[],
    examples: &[
        passes("one | 200 | ok\ntwo | 200 | error -32602"),
        fails(
            "one | 200 | ok\ntwo | 200 | error -32042",
            "an error has the code -32042 and asks for no URL",
        ),
        fails(
            r#"one | 200 | ok
two | 200 | {"jsonrpc":"2.0","id":1,"error":{"code":-32042,"message":"no","data":{"elicitations":[{"mode":"url","url":"https://a.example/","elicitationId":"1","message":"m"}]}}}"#,
            "an error has the code -32042, and the client did not declare the url mode",
        ),
    ],
};

/// A URL elicitation that is required is named in the error. Our clients never declare the url mode, and
/// whether the code may be sent to them is not stated.
fn judge(seen: &Transcript) -> Judgement {
    for_all(
        seen,
        "error",
        |_, message| message.member("error").is_some(),
        |reply, message| {
            let error = message.member("error").unwrap_or(&Value::Null);
            if error["code"] != -32042 {
                return Ok(());
            }
            let asked = error["data"]["elicitations"].as_array();
            let asks = asked
                .is_some_and(|asked| !asked.is_empty() && asked.iter().all(|one| one["url"].is_string()));
            reply.require(asks, || {
                "an error has the code -32042 and asks for no URL".to_owned()
            })?;
            reply.advise(false, || {
                "an error has the code -32042, and the client did not declare the url mode".to_owned()
            })
        },
    )
}
