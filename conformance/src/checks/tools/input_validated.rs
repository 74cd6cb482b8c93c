use crate::check::{Check, Judgement, Need, Severity, Verdict, fails, passes};
use crate::probes::features::{MISSING_ARGUMENT, TOOLS, WORK, WRONG_ARGUMENT};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "tools.input-validated",
    requirements: &["TOOLS-INPUT-VALIDATED"],
    summary: "arguments that break the inputSchema are not carried out",
    severity: Severity::High,
    probe: &TOOLS,
    needs: &[Need::Work],
    judge,
    remedy: "Validate arguments against the published inputSchema before the tool runs, and report what is wrong with isError.",
    classes: &["CWE-20"],
    examples: &[
        passes(
            r#"work | 200 | ok
            missing-argument | 200 | {"id":1,"result":{"isError":true,"content":[]}}
            wrong-argument | 400 | error -32602
            work | 200 | ok"#,
        ),
        fails(
            "work | 200 | ok\nmissing-argument | 200 | ok",
            "a tool was called without an argument that it requires",
        ),
        fails(
            "work | 200 | ok\nwrong-argument | 200 | ok",
            "a tool was called with an argument of another type than its schema has",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(WORK)?;
    let mut tried = 0;
    for (label, says) in [
        (
            MISSING_ARGUMENT,
            "a tool was called without an argument that it requires",
        ),
        (
            WRONG_ARGUMENT,
            "a tool was called with an argument of another type than its schema has",
        ),
    ] {
        let Ok(reply) = seen.exchange(label) else { continue };
        reply.answered()?;
        reply.require(!reply.is_done(), || says.to_owned())?;
        if !reply.is_served() && !reply.is_refused() {
            return Err(Verdict::inconclusive(format!(
                "\"{label}\" got {}",
                reply.describe()
            )));
        }
        tried += 1;
    }
    if tried == 0 {
        return Err(Verdict::not_applicable(
            "the tool that may be called has no arguments to break",
        ));
    }
    Ok(())
}
