use super::parameter;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::headers::{PARAMETER_ABSENT, PARAMETERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-missing",
    requirements: &["HDR-PARAM-MISSING"],
    summary: "an annotated argument without its Mcp-Param header is refused",
    severity: Severity::Medium,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Compare the mirrored header with the body before the request is dispatched; answer 400 and -32020 where they differ or the header is missing.",
    classes: &["CWE-436"],
    examples: &[
        passes("parameters-agreeing | 200 | ok\nparameter-absent | 400 | error -32020"),
        fails(
            "parameters-agreeing | 200 | ok\nparameter-absent | 200 | ok",
            "answered 200 with a result to an annotated argument without its header",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refused(
        &parameter(seen, PARAMETER_ABSENT)?,
        "an annotated argument without its header",
    )
}
