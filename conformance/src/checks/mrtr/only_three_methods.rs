use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::mrtr::{CAPABLE, MRTR};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "mrtr.only-three-methods",
    requirements: &["MRTR-ONLY-THREE-METHODS"],
    summary: "discovery and lists ask for no input",
    severity: Severity::Medium,
    probe: &MRTR,
    needs: &[],
    judge,
    remedy: "Ask for input in the answers to tools/call, resources/read and prompts/get only.",
    classes: &[],
    examples: &[
        passes(r#"list-as-capable-client | 200 | {"id":1,"result":{"resultType":"complete","tools":[]}}"#),
        fails(
            r#"list-as-capable-client | 200 | {"id":1,"result":{"resultType":"input_required","requestState":"s"}}"#,
            "a request that is no tools/call, resources/read or prompts/get was answered with input_required",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.reply(CAPABLE)?;
    let mut served = 0;
    for reply in seen.exchanges(CAPABLE) {
        let result = reply.result().unwrap_or_default();
        served += usize::from(reply.is_served() && result.get("resultType").is_some());
        reply.require(result["resultType"] != "input_required", || {
            "a request that is no tools/call, resources/read or prompts/get was answered with input_required".to_owned()
        })?;
    }
    if served == 0 {
        return Err(Verdict::inconclusive("neither discovery nor a list was served"));
    }
    Ok(())
}
