use super::parameter;
use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::checks::refused;
use crate::probes::headers::{PARAMETER_ENCODED, PARAMETER_ENCODED_OTHER, PARAMETERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-decoded",
    requirements: &["HDR-PARAM-B64-DECODED"],
    summary: "an encoded Mcp-Param header is decoded before it is compared",
    severity: Severity::Medium,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Decode `=?base64?…?=` in `Mcp-Param-*` before it is compared with the argument.",
    classes: &[],
    examples: &[
        passes("parameters-agreeing | 200 | ok\nparameter-encoded | 200 | ok\nparameter-encoded-other | 400"),
        fails(
            "parameters-agreeing | 200 | ok\nparameter-encoded | 400 | error -32020",
            "answered 400 with error -32020 to the right Mcp-Param header in Base64",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    let reply = parameter(seen, PARAMETER_ENCODED)?;
    let says = || {
        format!(
            "answered {} to the right Mcp-Param header in Base64",
            reply.describe()
        )
    };
    reply.require(reply.is_served(), says)?;
    refused(
        &seen.reply(PARAMETER_ENCODED_OTHER)?,
        "another value of an Mcp-Param header in Base64",
    )
}
