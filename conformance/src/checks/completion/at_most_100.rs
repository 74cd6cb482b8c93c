use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::probes::features::COMPLETION;
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "completion.at-most-100",
    requirements: &["COMP-MAX-100"],
    summary: "a completion has at most 100 values",
    severity: Severity::Low,
    probe: &COMPLETION,
    needs: &[],
    judge,
    remedy: "Send the best 100 values, and say in total and hasMore that there are others.",
    classes: &[],
    examples: &[
        passes(
            r#"alive | 200 | ok
            complete | 200 | {"id":1,"result":{"completion":{"values":["a"]}}}"#,
        ),
        fails(
            r#"alive | 200 | ok
            complete | 200 | {"id":1,"result":{"completion":{"values":[0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0,0]}}}"#,
            "a completion has 101 values",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let mut looked_at = 0;
    for (reply, result) in super::completions(seen)? {
        let Some(values) = result["completion"]["values"].as_array() else {
            continue;
        };
        looked_at += 1;
        reply.require(values.len() <= 100, || {
            format!("a completion has {} values", values.len())
        })?;
    }
    if looked_at == 0 {
        return Err(Verdict::inconclusive("no completion has values"));
    }
    Ok(())
}
