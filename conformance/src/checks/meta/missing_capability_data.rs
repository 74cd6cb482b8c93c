use super::lacking;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;
use serde_json::Value;

pub static CHECK: Check = Check {
    id: "meta.missing-capability-data",
    requirements: &["META-MISSING-CAPABILITY-DATA"],
    summary: "the error -32021 says which capabilities are missing",
    severity: Severity::Low,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Put the missing capabilities into `data.requiredCapabilities` as a client would declare them: names with objects.",
    classes: &[],
    examples: &[
        passes(
            r#"ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-without-capabilities | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":{"elicitation":{}}}}}
ask-with-sampling | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":{"elicitation":{}}}}}
ask-with-roots | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":{"elicitation":{}}}}}"#,
        ),
        fails(
            r#"ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-without-capabilities | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":["elicitation"]}}}
ask-with-sampling | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":["elicitation"]}}}
ask-with-roots | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":["elicitation"]}}}"#,
            "requiredCapabilities is no object",
        ),
        fails(
            r#"ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{"q":{"method":"elicitation/create"}}}}
ask-without-capabilities | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":{"roots":{}}}}}
ask-with-sampling | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":{"roots":{}}}}}
ask-with-roots | 400 | {"id":1,"error":{"code":-32021,"message":"m","data":{"requiredCapabilities":{"roots":{}}}}}"#,
            "requiredCapabilities does not name elicitation",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, withheld) in lacking(seen)? {
        let required = reply
            .error()
            .map(|error| error["data"]["requiredCapabilities"].clone());
        let required = required.unwrap_or_default();
        let capabilities = required.as_object();
        let is_object = capabilities.is_some_and(|all| all.values().all(Value::is_object));
        reply.require(is_object, || {
            "requiredCapabilities is no object of capabilities".to_owned()
        })?;
        reply.require(withheld.iter().any(|kind| required.get(kind).is_some()), || {
            format!("requiredCapabilities does not name {}", withheld.join(" or "))
        })?;
    }
    Ok(())
}
