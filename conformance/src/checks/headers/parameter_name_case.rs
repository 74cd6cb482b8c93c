use super::parameter;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::headers::{PARAMETER_LOWER_CASE_NAME, PARAMETER_OTHER_CASE, PARAMETERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-name-case",
    requirements: &["HDR-PARAM-NAME-CASE"],
    summary: "Mcp-Param names are read in any case, their values are not",
    severity: Severity::Medium,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Look `Mcp-Param-*` up without regard to case, and compare its value exactly.",
    classes: &["CWE-436"],
    examples: &[
        passes(
            "parameters-agreeing | 200 | ok\nparameter-lower-case-name | 200 | ok\nparameter-other-case | 400",
        ),
        fails(
            "parameters-agreeing | 200 | ok\nparameter-lower-case-name | 200 | ok\nparameter-other-case | 200 | ok",
            "answered 200 with a result to an Mcp-Param header whose value is in another case",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let reply = parameter(seen, PARAMETER_LOWER_CASE_NAME)?;
    let says = || {
        format!(
            "answered {} to an Mcp-Param header with a name in lower case",
            reply.describe()
        )
    };
    reply.require(reply.is_served(), says)?;
    refused(
        &seen.reply(PARAMETER_OTHER_CASE)?,
        "an Mcp-Param header whose value is in another case",
    )
}
