use super::parameter;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::headers::{PARAMETER_OTHER, PARAMETERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-mismatch",
    requirements: &["HDR-PARAM-MISMATCH"],
    summary: "an Mcp-Param header that disagrees with its argument is refused",
    severity: Severity::High,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("parameters-agreeing | 200 | ok\nparameter-other | 400 | error -32020"),
        fails(
            "parameters-agreeing | 200 | ok\nparameter-other | 200 | ok",
            "answered 200 with a result to an Mcp-Param header with another value",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refused(
        &parameter(seen, PARAMETER_OTHER)?,
        "an Mcp-Param header with another value",
    )
}
