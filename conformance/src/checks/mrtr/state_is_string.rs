use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::MRTR;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.state-is-string",
    requirements: &["MRTR-STATE-IS-STRING"],
    summary: "requestState is a string",
    severity: Severity::Low,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Encode the state as one string, for example in Base64url.",
    classes: &[],
    examples: &[
        passes(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}"#,
        ),
        fails(
            r#"list-as-capable-client | 200 | ok
            ask | 200 | {"id":1,"result":{"resultType":"input_required","requestState":{"step":1}}}"#,
            "requestState is no string",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut states = 0;
    for (reply, result) in super::interims(seen)? {
        let Some(state) = result.get("requestState") else {
            continue;
        };
        states += 1;
        reply.require(state.is_string(), || "requestState is no string".to_owned())?;
    }
    if states == 0 {
        return Err(Verdict::not_applicable(
            "the tool that asks for input issues no requestState",
        ));
    }
    Ok(())
}
