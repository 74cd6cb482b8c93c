use super::parameter;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::headers::{PARAMETER_RAW, PARAMETERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-characters",
    requirements: &["HDR-PARAM-INVALID-CHARS"],
    summary: "an Mcp-Param header with characters that no header may have is refused",
    severity: Severity::Medium,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Refuse header values with bytes outside visible ASCII, space and tab, even where the argument has the same.",
    classes: &["CWE-436"],
    examples: &[
        passes("parameters-agreeing | 200 | ok\nparameter-raw | 400"),
        fails(
            "parameters-agreeing | 200 | ok\nparameter-raw | 200 | ok",
            "answered 200 with a result to an Mcp-Param header with bytes that are not ASCII",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    refused(
        &parameter(seen, PARAMETER_RAW)?,
        "an Mcp-Param header with bytes that are not ASCII",
    )
}
