use crate::check::{Check, Judgement, Severity, Verdict, fails, passes};
use crate::checks::absent;
use crate::jsonrpc::HEADER_MISMATCH;
use crate::probes::headers::{AGREEING, PARAMETERS, PARAMETERS_OMITTED};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-absent-not-expected",
    requirements: &["HDR-PARAM-ABSENT-NOT-EXPECTED"],
    summary: "no header is demanded for an annotated argument that is omitted",
    severity: Severity::Medium,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Expect an `Mcp-Param-*` header only for arguments that are in the body.",
    classes: &[],
    examples: &[
        passes("agreeing | 200 | ok\nparameters-omitted | 200 | ok"),
        fails(
            "agreeing | 200 | ok\nparameters-omitted | 400 | error -32020",
            "answered 400 with error -32020 to a call without an optional argument",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AGREEING)?;
    let Some(reply) = seen.exchanges(PARAMETERS_OMITTED).next() else {
        return Err(absent(
            seen,
            "no tool that may be called has an annotated argument that can be omitted",
        ));
    };
    reply.answered()?;
    let demanded = reply.error_code() == Some(HEADER_MISMATCH);
    reply.require(!demanded, || {
        format!(
            "answered {} to a call without an optional argument",
            reply.describe()
        )
    })?;
    if reply.is_served() {
        Ok(())
    } else {
        Err(Verdict::inconclusive(format!(
            "the call got {}",
            reply.describe()
        )))
    }
}
