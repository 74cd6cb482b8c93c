use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.at-least-one",
    requirements: &["MRTR-AT-LEAST-ONE"],
    summary: "a result that asks for input says which, or carries a state",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Put inputRequests, requestState or both into every result of type input_required.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required"}}"#,
            "a result asks for input and has neither inputRequests nor requestState",
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","inputRequests":{}}}"#,
            "a result asks for input and its inputRequests are empty",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    for (reply, result) in super::interims(seen)? {
        let (requests, state) = (result.get("inputRequests"), result.get("requestState"));
        reply.require(requests.is_some() || state.is_some(), || {
            "a result asks for input and has neither inputRequests nor requestState".to_owned()
        })?;
        let empty = requests
            .and_then(|requests| requests.as_object())
            .is_some_and(serde_json::Map::is_empty);
        reply.advise(!empty || state.is_some(), || {
            "a result asks for input and its inputRequests are empty".to_owned()
        })?;
    }
    Ok(())
}
