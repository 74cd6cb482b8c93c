use crate::check::{Check, Judgement, Severity, fails, passes};
use crate::probes::headers::{AGREEING, PARAMETER_UNKNOWN, PARAMETERS};
use crate::transcript::Transcript;

pub static CHECK: Check = Check {
    id: "headers.parameter-unknown-ignored",
    requirements: &["HDR-PARAM-UNRECOGNISED-IGNORED"],
    summary: "an Mcp-Param header that no tool declares disturbs nothing",
    severity: Severity::Low,
    probe: &PARAMETERS,
    needs: &[],
    judge,
    remedy: "Ignore `Mcp-Param-*` headers that the tool does not declare.",
    classes: &[],
    examples: &[
        passes("agreeing | 200 | ok\nparameter-unknown | 200 | ok"),
        fails(
            "agreeing | 200 | ok\nparameter-unknown | 400",
            "answered 400 to an unknown Mcp-Param header",
        ),
    ],
};

fn judge(seen: &Transcript) -> Judgement {
    seen.control(AGREEING)?;
    let reply = seen.reply(PARAMETER_UNKNOWN)?;
    reply.require(reply.is_served(), || {
        format!("answered {} to an unknown Mcp-Param header", reply.describe())
    })
}
